-- Those who fit, gathered by the squares of a web map's screen: the world is $squares squares wide. Web Mercator.
SELECT avg(lat), avg(lon), count(*)::INTEGER, min(commune)
FROM read_parquet([$paths])
WHERE $where AND lat IS NOT NULL
GROUP BY $area, floor((lon + 180) / 360 * $squares), floor((1 - asinh(tan(radians(lat))) / pi()) / 2 * $squares)
