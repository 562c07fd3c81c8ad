-- The state of every SIRET, to hear of closures, moves and refusals of diffusion. No name, no address.
SELECT siret_of(siret, siren, nic) AS number, coalesce(upper("etatAdministratifEtablissement") = 'A', false) AS is_active,
    coalesce(upper("statutDiffusionEtablissement") = 'O', false) AS is_open, day_of("dateDebut") AS since
FROM ($source)
WHERE number IS NOT NULL
