-- The state of every SIREN, and the SIRET of its head office. One file for each of the two: questions join the few that
-- they ask for, which costs less than to join them all at each load.
SELECT siren_of(siren) AS number, coalesce(upper("etatAdministratifUniteLegale"), 'A') = 'A' AS is_active,
    coalesce(upper("statutDiffusionUniteLegale") = 'O', false) AS is_open, day_of("dateDebut") AS since,
    CASE WHEN regexp_full_match("nicSiegeUniteLegale", '\d{1,5}')
        THEN number::BIGINT * 100000 + "nicSiegeUniteLegale"::INTEGER END AS head
FROM ($source)
WHERE number IS NOT NULL
