-- Points of the geolocated file. Quality 33 is a random point of the commune: nobody goes there.
WITH source AS ($source)
SELECT
    CASE WHEN regexp_full_match(siret, '\d{6,14}') THEN siret::BIGINT END AS siret,
    CASE WHEN coalesce(epsg, '2154') = '2154' THEN figure_of(x) END AS east,
    CASE WHEN coalesce(epsg, '2154') = '2154' THEN figure_of(y) END AS north,
    figure_of(y_latitude) AS lat,
    figure_of(x_longitude) AS lon
FROM source
WHERE coalesce(qualite_xy, '11') IN ('11', '12', '21', '22')
