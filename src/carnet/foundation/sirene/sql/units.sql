-- Typed legal units. A sole trader has no name of its own: the person's stands for it.
WITH source AS ($source)
SELECT
    CASE WHEN regexp_full_match(siren, '\d{1,9}') THEN siren::BIGINT END AS siren,
    upper("statutDiffusionUniteLegale") = 'O' AS is_open,
    upper("etatAdministratifUniteLegale") AS state,
    coalesce(try_cast("dateDebut" AS DATE), try_strptime("dateDebut", '%d/%m/%Y')::DATE) AS since,
    coalesce(nullif("denominationUniteLegale", '[ND]'), nullif(trim(concat_ws(' ',
        nullif(coalesce("prenomUsuelUniteLegale", "prenom1UniteLegale"), '[ND]'),
        nullif(coalesce("nomUsageUniteLegale", "nomUniteLegale"), '[ND]'))), '')) AS name,
    nullif("denominationUsuelle1UniteLegale", '[ND]') AS usual_name,
    nullif("sigleUniteLegale", '[ND]') AS short_name,
    "categorieJuridiqueUniteLegale" AS legal_form,
    nullif("categorieEntreprise", '') AS size,
    try_cast("anneeCategorieEntreprise" AS SMALLINT) AS size_year,
    CASE WHEN length("trancheEffectifsUniteLegale") = 1 THEN '0' || "trancheEffectifsUniteLegale"
        ELSE "trancheEffectifsUniteLegale" END AS staff,
    try_cast("anneeEffectifsUniteLegale" AS SMALLINT) AS staff_year,
    CASE WHEN regexp_full_match("nicSiegeUniteLegale", '\d{1,5}') THEN "nicSiegeUniteLegale"::INTEGER END AS head_nic,
    upper("economieSocialeSolidaireUniteLegale") = 'O' AS is_social,
    upper("societeMissionUniteLegale") = 'O' AS is_mission
FROM source
