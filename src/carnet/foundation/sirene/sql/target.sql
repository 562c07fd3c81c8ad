WITH hits AS MATERIALIZED (
    SELECT coalesce(department, '$nowhere') AS part, file_row_number AS place, lat, lon, $km AS km, $score AS score
    FROM read_parquet([$paths], file_row_number = true)
    WHERE $where
)
SELECT part, place, lat, lon, km, score, (SELECT count(*) FROM hits) FROM hits
ORDER BY score DESC, km, part, place LIMIT $top
