-- How many numbers a file holds, and whether none of its groups of rows begins before the one before it ends.
SELECT coalesce(sum(row_group_num_rows), 0)::BIGINT, coalesce(bool_and(first >= former), true)
FROM (
    SELECT row_group_num_rows, stats_min_value::BIGINT AS first,
        coalesce(lag(stats_max_value::BIGINT) OVER (ORDER BY row_group_id), 0) AS former
    FROM parquet_metadata($path) WHERE path_in_schema = 'number'
)
