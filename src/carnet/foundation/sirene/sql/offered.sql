-- Who may be prospected: open, and diffusible both as an establishment and as a legal unit; the columns that questions
-- look at, and all that is told of one as a single text: to read thirty columns of 500 rows takes ten times as long. In
-- the order of the département, then of squares of about 10 km: a question about a place reads few groups of rows.
-- Rows are chosen before anything is made of their texts, and become one text before they are sorted: both cost by what
-- they carry. A point is in degrees, else in Lambert 93, of the geolocated file first; without any, the middle of the
-- commune stands for it. `naf_key` is of NAF rév. 2 alone: an old code is never taken for a new one.
WITH e AS (
    SELECT siret_of(siret, siren, nic) AS number, figure_of("latitude") AS lat, figure_of("longitude") AS lon,
        figure_of("coordonneeLambertAbscisseEtablissement") AS east,
        figure_of("coordonneeLambertOrdonneeEtablissement") AS north,
        coalesce("geo_type" <> 'municipality', true) AS is_exact, five_figures("codeCommuneEtablissement") AS commune,
        CASE WHEN substr("activitePrincipaleEtablissement", 2, 1) = '.' THEN '0' || "activitePrincipaleEtablissement"
            ELSE "activitePrincipaleEtablissement" END AS naf,
        coalesce("nomenclatureActivitePrincipaleEtablissement", CASE WHEN length("activitePrincipaleEtablissement") >= 5
            THEN 'NAFRev2' END) AS naf_version,
        "activitePrincipaleNAF25Etablissement" AS naf25,
        nullif(two_figures("trancheEffectifsEtablissement"), 'NN') AS staff,
        coalesce(given("denominationUsuelleEtablissement"), given("enseigne1Etablissement")) AS own_name,
        day_of("dateCreationEtablissement") AS created,
        coalesce(lower("etablissementSiege") IN ('true', 't', '1', 'oui', 'vrai'), false) AS is_head,
        coalesce(upper("caractereEmployeurEtablissement") = 'O', false) AS is_employer,
        $of_establishment AS of_establishment
    FROM ($establishments)
    WHERE upper("statutDiffusionEtablissement") = 'O' AND upper("etatAdministratifEtablissement") = 'A'
), u AS (
    SELECT siren_of(siren) AS number,
        -- A sole trader has no name of its own: the person's stands for it.
        coalesce(given("denominationUniteLegale"), nullif(trim(concat_ws(' ',
            given(coalesce("prenomUsuelUniteLegale", "prenom1UniteLegale")),
            given(coalesce("nomUsageUniteLegale", "nomUniteLegale")))), '')) AS legal_name,
        coalesce(given("denominationUsuelle1UniteLegale"), legal_name, given("sigleUniteLegale")) AS unit_name,
        "categorieJuridiqueUniteLegale" AS legal_form, nullif("categorieEntreprise", '') AS size,
        nullif(two_figures("trancheEffectifsUniteLegale"), 'NN') AS unit_staff,
        coalesce(upper("economieSocialeSolidaireUniteLegale") = 'O', false) AS is_social,
        coalesce(upper("societeMissionUniteLegale") = 'O', false) AS is_mission,
        unit_name IS NOT NULL AS is_named, $of_unit AS of_unit
    FROM ($units)
    WHERE upper("statutDiffusionUniteLegale") = 'O' AND upper("etatAdministratifUniteLegale") = 'A'
), joined AS (
    SELECT e.* EXCLUDE (lat, lon, east, north, own_name), u.legal_form, u.size, u.is_social, u.of_unit,
        CASE WHEN in_france(p.lat, p.lon) THEN p.lat WHEN in_france(e.lat, e.lon) THEN e.lat END AS lat,
        CASE WHEN in_france(p.lat, p.lon) THEN p.lon WHEN in_france(e.lat, e.lon) THEN e.lon END AS lon,
        CASE WHEN in_lambert(p.east, p.north) THEN p.east WHEN in_lambert(e.east, e.north) THEN e.east END AS east,
        CASE WHEN in_lambert(p.east, p.north) THEN p.north WHEN in_lambert(e.east, e.north) THEN e.north END AS north
    FROM e JOIN u ON u.number = (e.number // 100000)::INTEGER
    LEFT JOIN $places p ON p.siret = e.number
    WHERE e.own_name IS NOT NULL OR u.is_named
), turned AS (
    SELECT *, conformal_latitude(east, north) AS conformal FROM joined
), pointed AS (
    SELECT *, coalesce(lat, latitude(conformal)) AS own_lat, coalesce(lon, longitude(east, north)) AS own_lon FROM turned
), placed AS (
    SELECT pointed.* EXCLUDE (lat, lon), coalesce(own_lat, c.lat)::FLOAT AS lat, coalesce(own_lon, c.lon)::FLOAT AS lon,
        own_lat IS NOT NULL AND is_exact AS at_address,
        coalesce(c.department, nullif(regexp_extract(commune, '^(9[78]\d|2[AB]|\d\d)'), '')) AS department
    FROM pointed LEFT JOIN communes c USING (commune)
)
SELECT (number // 100000)::INTEGER AS siren, lat, lon, at_address, department, commune, naf,
    CASE WHEN naf_version = 'NAFRev2' AND regexp_full_match(naf, '\d{2}\.\d{2}[A-Z]')
        THEN (naf[1:2] || naf[4:5])::INTEGER * 26 + ascii(naf[6:6]) - 65 END AS naf_key,
    naf25, staff, try_cast(staff AS TINYINT) AS staff_key, size, legal_form, created, is_head, is_employer, is_social,
    naf_version, $card AS card
FROM placed
ORDER BY department, (lat * 10)::INTEGER, (lon * 7)::INTEGER, naf, number
