WITH hits AS MATERIALIZED (
    SELECT file_row_number AS place, $km AS km, $score AS score
    FROM read_parquet('$path', file_row_number = true)
    WHERE $where
)
SELECT place, km, score, (SELECT count(*) FROM hits) FROM hits ORDER BY score DESC, km, place LIMIT $top
