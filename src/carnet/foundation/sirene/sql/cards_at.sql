SELECT file_row_number, $columns
FROM read_parquet('$path', file_row_number = true)
-- A list, not a subquery: groups of rows without any of them are then passed over.
WHERE file_row_number IN ($places)
