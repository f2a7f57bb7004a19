-- A parcel of an order was closed at the scan station.
CREATE TRIGGER order_packing_automated AFTER INSERT ON argosy.order_packing
  FOR EACH ROW EXECUTE FUNCTION argosy.automation_on_part('order.packed');
