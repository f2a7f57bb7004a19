-- Tips taken with a payment of an order that was picked up, and with a deposit of a layaway: not part of what it pays.
ALTER TABLE argosy.pos_pickup_payment ADD COLUMN tip_minor bigint NOT NULL DEFAULT 0;
ALTER TABLE argosy.pos_deposit ADD COLUMN tip_minor bigint NOT NULL DEFAULT 0;
