-- A large piece of output is one block of LZ4; `length` says how many bytes it was made from. Without, it is stored as it came.
ALTER TABLE chunk ADD COLUMN length INTEGER;
