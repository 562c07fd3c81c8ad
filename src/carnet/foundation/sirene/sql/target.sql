WITH hits AS MATERIALIZED (
    SELECT file_row_number AS place, $km AS km, $score AS score, siret
    FROM read_parquet('$path', file_row_number = true)
    WHERE $where
), best AS MATERIALIZED (
    SELECT place, km, score FROM hits ORDER BY score DESC, km, siret LIMIT $top
)
SELECT (SELECT count(*) FROM hits), $columns, best.km, best.score
FROM read_parquet('$path', file_row_number = true) f JOIN best ON f.file_row_number = best.place
ORDER BY best.score DESC, best.km, f.siret
