-- What is put on a card after its last day counts on until another day (decision 639): the entry says which.
ALTER TABLE argosy.gift_card_entry ADD COLUMN expires_on date;
