-- Units of the line that were taken from the shelf. Null: picked before they were counted.
ALTER TABLE argosy.pick_batch_pick ADD COLUMN units int;
