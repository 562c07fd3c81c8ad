WITH asked AS (SELECT unnest(string_split(?, ','))::BIGINT AS number),
known AS (SELECT e.* FROM asked JOIN read_parquet('$establishments') e USING (number)),
units AS (
    SELECT u.* FROM (SELECT DISTINCT (number // 100000)::INTEGER AS number FROM asked)
    JOIN read_parquet('$units') u USING (number)
)
SELECT k.number, k.is_active AND coalesce(u.is_active, true), k.is_open AND coalesce(u.is_open, false),
    CASE WHEN k.is_active AND NOT u.is_active THEN u.since ELSE k.since END, u.head,
    coalesce(h.is_active AND h.is_open AND u.is_active AND u.is_open, false)
FROM known k LEFT JOIN units u ON u.number = k.number // 100000
LEFT JOIN read_parquet('$establishments') h ON h.number = u.head AND h.number <> k.number
    AND NOT (k.is_active AND u.is_active)
