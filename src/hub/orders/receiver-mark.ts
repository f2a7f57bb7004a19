/** A digest of an order's receiver as couriers are told of it, of `sales_order o`. */
export const RECEIVER_MARK = `md5(jsonb_build_array(
    coalesce(o.shipping_address ->> 'name', o.contact ->> 'name'),
    coalesce(o.shipping_address ->> 'phone', o.contact ->> 'phone'),
    o.shipping_address ->> 'company', o.shipping_address ->> 'line1', o.shipping_address ->> 'line2',
    o.shipping_address ->> 'city', o.shipping_address ->> 'region', o.shipping_address ->> 'postcode',
    o.shipping_address ->> 'country')::text)`;
