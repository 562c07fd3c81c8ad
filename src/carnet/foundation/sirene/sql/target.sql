WITH hits AS $once (
    SELECT coalesce(department, '$nowhere') AS part, file_row_number AS place, lat, lon, $km AS km, $score AS score
    FROM $near
    WHERE $where
)
SELECT part, place, lat, lon, km, score, (SELECT count(*) FROM hits) AS total FROM hits
ORDER BY score DESC, km, part, place LIMIT $top
