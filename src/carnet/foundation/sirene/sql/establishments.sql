-- Typed establishments of a stock file. Numbers make good what Excel takes from their left: 00032… is 32…
-- "[ND]" and what is no number or date count as not given.
WITH source AS ($source)
SELECT
    CASE
        WHEN length(siret) = 14 AND NOT contains(siret, 'E') THEN try_cast(siret AS BIGINT)
        WHEN regexp_full_match(siret, '\d{6,13}') THEN siret::BIGINT
        WHEN siret IS NULL AND regexp_full_match(siren, '\d{1,9}') AND regexp_full_match(nic, '\d{1,5}')
            THEN siren::BIGINT * 100000 + nic::BIGINT
    END AS siret,
    upper("statutDiffusionEtablissement") = 'O' AS is_open,
    upper("etatAdministratifEtablissement") AS state,
    coalesce(try_cast("dateDebut" AS DATE), try_strptime("dateDebut", '%d/%m/%Y')::DATE) AS since,
    coalesce(try_cast("dateCreationEtablissement" AS DATE), try_strptime("dateCreationEtablissement", '%d/%m/%Y')::DATE)
        AS created,
    try_cast("dateDernierTraitementEtablissement" AS TIMESTAMP)::DATE AS treated,
    lower("etablissementSiege") IN ('true', 't', '1', 'oui', 'vrai') AS is_head,
    CASE WHEN length("codeCommuneEtablissement") = 4 THEN '0' || "codeCommuneEtablissement"
        ELSE "codeCommuneEtablissement" END AS commune,
    CASE WHEN length("codePostalEtablissement") = 4 THEN '0' || "codePostalEtablissement"
        ELSE nullif("codePostalEtablissement", '[ND]') END AS postcode,
    nullif("libelleCommuneEtablissement", '[ND]') AS city,
    nullif(trim(concat_ws(' ',
        nullif("numeroVoieEtablissement", '[ND]'), nullif("indiceRepetitionEtablissement", '[ND]'),
        nullif("typeVoieEtablissement", '[ND]'), nullif("libelleVoieEtablissement", '[ND]'))), '') AS street,
    nullif("complementAdresseEtablissement", '[ND]') AS further,
    nullif("enseigne1Etablissement", '[ND]') AS sign,
    nullif("denominationUsuelleEtablissement", '[ND]') AS usual_name,
    CASE WHEN substr("activitePrincipaleEtablissement", 2, 1) = '.' THEN '0' || "activitePrincipaleEtablissement"
        ELSE "activitePrincipaleEtablissement" END AS naf,
    coalesce("nomenclatureActivitePrincipaleEtablissement", CASE WHEN length("activitePrincipaleEtablissement") >= 5
        THEN 'NAFRev2' END) AS naf_version,
    "activitePrincipaleNAF25Etablissement" AS naf25,
    CASE WHEN length("trancheEffectifsEtablissement") = 1 THEN '0' || "trancheEffectifsEtablissement"
        ELSE "trancheEffectifsEtablissement" END AS staff,
    try_cast("anneeEffectifsEtablissement" AS SMALLINT) AS staff_year,
    upper("caractereEmployeurEtablissement") = 'O' AS is_employer,
    try_cast(replace("coordonneeLambertAbscisseEtablissement", ',', '.') AS DOUBLE) AS east,
    try_cast(replace("coordonneeLambertOrdonneeEtablissement", ',', '.') AS DOUBLE) AS north,
    try_cast(replace("latitude", ',', '.') AS DOUBLE) AS lat,
    try_cast(replace("longitude", ',', '.') AS DOUBLE) AS lon,
    coalesce("geo_type" <> 'municipality', true) AS is_exact
FROM source
