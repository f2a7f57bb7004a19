-- Cash a courier collected for parcels and passed on: what couriers ask for at the door does not come on top of it.
ALTER TABLE argosy.order_transaction ADD COLUMN from_courier boolean NOT NULL DEFAULT false;
