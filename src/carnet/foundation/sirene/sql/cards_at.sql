-- A list, not a subquery: groups of rows without any of them are then passed over.
SELECT '$part', file_row_number, card FROM read_parquet('$path', file_row_number = true)
WHERE file_row_number IN ($places)
