<?php
/**
 * What people do in a shop's back office, by the shop's own code: `php back-office.php <folder> <host>`, with
 * `{"act", ...}` on its input. Answers with a last line of JSON.
 */
[, $root, $host] = $argv;
$_SERVER['HTTP_HOST'] = $host;
$_SERVER['REQUEST_URI'] = '/';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REQUEST_METHOD'] = 'GET';
$asked = json_decode(stream_get_contents(STDIN), true);
ob_start();
require "$root/wp-load.php";
foreach (get_users(['role' => 'administrator', 'number' => 1]) as $admin) wp_set_current_user($admin->ID);

/** What the database refused has no id, and nobody hears of it. */
function living_stored(WC_Data $object) {
    if (!$object->save()) throw new Exception(get_class($object) . ' was not stored.');
}

function living_order($key) {
    $order = wc_get_order((int) $key);
    if (!$order) throw new Exception("no order $key");
    return $order;
}

function living_item($sku) {
    $product = wc_get_product(wc_get_product_id_by_sku($sku));
    if (!$product) throw new Exception("no item $sku");
    return $product;
}

/** The class of a parcel and who keeps parcels; WooCommerce 10.5 has both in other places than 10.9. */
function living_parcels() {
    $class = 'Automattic\WooCommerce\Admin\Features\Fulfillments\Fulfillment';
    if (class_exists($class)) return [$class, WC_Data_Store::load('order-fulfillment')];
    $store = 'Automattic\WooCommerce\Internal\DataStores\Fulfillments\FulfillmentsDataStore';
    return ['Automattic\WooCommerce\Internal\Fulfillments\Fulfillment', wc_get_container()->get($store)];
}

/** Without lines all that is left. */
function living_fulfil($order, $lines) {
    [$class, $store] = living_parcels();
    $gone = [];
    foreach ($store->read_fulfillments(WC_Order::class, (string) $order->get_id()) as $one)
        foreach ($one->get_items() as $item) $gone[$item['item_id']] = ($gone[$item['item_id']] ?? 0) + $item['qty'];
    $items = [];
    foreach ($order->get_items() as $item) {
        $product = $item->get_product();
        $left = $item->get_quantity() + $order->get_qty_refunded_for_item($item->get_id()) - ($gone[$item->get_id()] ?? 0);
        $wanted = $lines === null ? $left : 0;
        foreach ($lines ?? [] as $line) if ($product && $line['sku'] === $product->get_sku()) $wanted = $line['quantity'];
        if ($wanted > 0) $items[] = ['item_id' => $item->get_id(), 'qty' => min($wanted, $left)];
    }
    // An order set back to paid keeps its parcels: shipping it again is its status alone.
    if ($lines === null && $items === [] && $gone !== []) return;
    $made = new $class();
    $made->set_entity_type(WC_Order::class);
    $made->set_entity_id((string) $order->get_id());
    $made->set_status('fulfilled');
    $made->set_items($items);
    $number = 'SHOP-' . $order->get_id() . '-' . count($gone);
    if (method_exists($made, 'set_tracking_number')) $made->set_tracking_number($number);
    else $made->add_meta_data('_tracking_number', $number, true);
    living_stored($made);
}

function living_refund($order, $refund) {
    if (!$order->get_date_paid()) throw new Exception('not paid');
    $gateway = wc_get_payment_gateway_by_order($order);
    $made = wc_create_refund($refund + [
        'order_id' => $order->get_id(),
        'refund_payment' => $refund['amount'] > 0 && $gateway && $gateway->supports('refunds'),
    ]);
    if (is_wp_error($made)) throw new Exception($made->get_error_message());
}

function living_lapse($key) {
    global $wpdb;
    $wpdb->query($wpdb->prepare("update {$wpdb->prefix}wc_reserved_stock set expires = now() - interval 1 minute where order_id = %d", $key));
}

/** The scenario knows its goods by their SKU: an item of the shop that has the same gives way. */
function living_sku($item, $sku) {
    $there = wc_get_product(wc_get_product_id_by_sku($sku));
    if ($there) {
        $there->set_sku("$sku-of-the-shop");
        living_stored($there);
    }
    $item->set_sku($sku);
}

/** An item whose variation leaves the size open, one that is not counted, one that is sold by the metre. */
function living_special() {
    $scarf = new WC_Product_Variable();
    $scarf->set_name('Silk scarf');
    $scarf->set_attributes(array_map(function ($name, $options) {
        $attribute = new WC_Product_Attribute();
        $attribute->set_name($name);
        $attribute->set_options($options);
        $attribute->set_visible(true);
        $attribute->set_variation(true);
        return $attribute;
    }, ['Colour', 'Size'], [['Red'], ['S', 'M', 'L']]));
    living_stored($scarf);
    $red = new WC_Product_Variation();
    $red->set_parent_id($scarf->get_id());
    $red->set_attributes(['colour' => 'Red', 'size' => '']);
    living_sku($red, 'SCARF-RED');
    $red->set_regular_price('35.00');
    $red->set_manage_stock(true);
    $red->set_stock_quantity(15);
    living_stored($red);
    $voucher = new WC_Product_Simple();
    $voucher->set_name('Gift voucher');
    living_sku($voucher, 'VOUCHER');
    $voucher->set_regular_price('20.00');
    $voucher->set_manage_stock(false);
    living_stored($voucher);
    $cloth = new WC_Product_Simple();
    $cloth->set_name('Linen cloth by the metre');
    living_sku($cloth, 'CLOTH');
    $cloth->set_regular_price('12.00');
    $cloth->set_manage_stock(true);
    $cloth->set_stock_quantity(12.5);
    living_stored($cloth);
    foreach (['EBOOK' => true, 'COURSE' => false] as $sku => $is_file) {
        $one = living_counted($sku, 25);
        $one->set_virtual(true);
        $one->set_downloadable($is_file);
        living_stored($one);
    }
    $later = living_counted('LATER', 2);
    $later->set_backorders('yes');
    living_stored($later);
}

/** Two variations sold from the one number of their product. */
function living_shared() {
    $attribute = new WC_Product_Attribute();
    $attribute->set_name('Colour');
    $attribute->set_options(['Red', 'Blue']);
    $attribute->set_visible(true);
    $attribute->set_variation(true);
    $cap = new WC_Product_Variable();
    $cap->set_name('Cap');
    living_sku($cap, 'CAP');
    $cap->set_attributes([$attribute]);
    $cap->set_manage_stock(true);
    $cap->set_stock_quantity(20);
    living_stored($cap);
    foreach (['Red', 'Blue'] as $colour) {
        $one = new WC_Product_Variation();
        $one->set_parent_id($cap->get_id());
        $one->set_attributes(['colour' => $colour]);
        living_sku($one, 'CAP-' . strtoupper($colour));
        $one->set_regular_price('18.00');
        living_stored($one);
    }
}

function living_counted($sku, $stock) {
    $one = new WC_Product_Simple();
    $one->set_name(ucfirst(strtolower($sku)));
    living_sku($one, $sku);
    $one->set_regular_price('9.50');
    $one->set_manage_stock(true);
    $one->set_stock_quantity($stock);
    return $one;
}

function living_goods($goods) {
    foreach ($goods as $one) {
        $price = fn($step) => wc_format_decimal(($one['price'] + 100 * $step) / 100, 2);
        $isParent = isset($one['sizes']);
        $product = $isParent ? new WC_Product_Variable() : new WC_Product_Simple();
        $product->set_name($one['title']);
        $product->set_status('publish');
        if ($isParent) {
            $attribute = new WC_Product_Attribute();
            $attribute->set_name('Size');
            $attribute->set_options($one['sizes']);
            $attribute->set_visible(true);
            $attribute->set_variation(true);
            $product->set_attributes([$attribute]);
            living_stored($product);
        }
        foreach ($isParent ? $one['sizes'] : [null] as $step => $size) {
            $item = $isParent ? new WC_Product_Variation() : $product;
            if ($isParent) {
                $item->set_parent_id($product->get_id());
                $item->set_attributes(['size' => $size]);
            }
            living_sku($item, $isParent ? "{$one['sku']}-$size" : $one['sku']);
            $item->set_regular_price($price($step));
            $item->set_manage_stock(true);
            $item->set_stock_quantity($one['stock']);
            living_stored($item);
        }
    }
}

function living_settings($zone) {
    foreach ([
        'woocommerce_coming_soon' => 'no',
        'woocommerce_manage_stock' => 'yes',
        'woocommerce_hold_stock_minutes' => '60',
        'woocommerce_enable_guest_checkout' => 'yes',
        'woocommerce_enable_coupons' => 'yes',
        'woocommerce_allowed_countries' => 'all',
        'woocommerce_ship_to_countries' => '',
        'woocommerce_terms_page_id' => '',
        'users_can_register' => '0',
        'timezone_string' => $zone,
        'gmt_offset' => '',
    ] as $name => $value) update_option($name, $value);
    update_option('woocommerce_bacs_settings', ['enabled' => 'yes', 'title' => 'Bank transfer']);
    if (!get_option('permalink_structure')) update_option('permalink_structure', '/%postname%/');
    flush_rewrite_rules();
    $zone = WC_Shipping_Zones::get_zone_matching_package(['destination' => ['country' => 'DE', 'state' => '', 'postcode' => '10115']]);
    if (!$zone->get_shipping_methods(true)) {
        $id = $zone->add_shipping_method('flat_rate');
        update_option("woocommerce_flat_rate_{$id}_settings", ['title' => 'Parcel', 'cost' => '4.90', 'tax_status' => 'taxable']);
    }
}

function living_keys() {
    global $wpdb;
    $key = 'ck_' . wc_rand_hash();
    $secret = 'cs_' . wc_rand_hash();
    $wpdb->insert("{$wpdb->prefix}woocommerce_api_keys", [
        'user_id' => get_current_user_id(),
        'description' => 'Argosy living',
        'permissions' => 'read_write',
        'consumer_key' => wc_api_hash($key),
        'consumer_secret' => $secret,
        'truncated_key' => substr($key, -7),
    ]);
    return ['consumerKey' => $key, 'consumerSecret' => $secret];
}

$acts = [
    'seed' => function ($asked) {
        living_settings($asked['zone']);
        living_goods($asked['goods']);
        living_special();
        living_shared();
        wp_delete_post(wc_get_coupon_id_by_code('SAVE10'), true);
        $coupon = new WC_Coupon();
        $coupon->set_code('SAVE10');
        $coupon->set_discount_type('percent');
        $coupon->set_amount(10);
        living_stored($coupon);
        return living_keys();
    },
    'pay' => function ($asked) {
        if (!living_order($asked['order'])->payment_complete()) throw new Exception('not payable');
    },
    'ship' => function ($asked) {
        $order = living_order($asked['order']);
        if ($asked['hasParcels']) living_fulfil($order, $asked['lines'] ?? null);
        if (!isset($asked['lines'])) living_order($asked['order'])->update_status('completed', '', true);
    },
    'cancel' => fn($asked) => living_order($asked['order'])->update_status('cancelled', '', true),
    'setBack' => function ($asked) {
        $order = living_order($asked['order']);
        if (!$order->has_status('completed')) throw new Exception('not completed');
        $order->update_status('processing', '', true);
    },
    'refund' => fn($asked) => living_refund(living_order($asked['order']), ['amount' => $asked['amount']]),
    'takeBack' => function ($asked) {
        $order = living_order($asked['order']);
        $lines = [];
        $amount = 0;
        $is_paid_back = $asked['isPaidBack'] ?? false;
        foreach ($order->get_items() as $item) {
            if (!$item->get_product() || $item->get_product()->get_sku() !== $asked['sku']) continue;
            $share = $is_paid_back ? $asked['quantity'] / $item->get_quantity() : 0;
            $part = fn($money) => wc_format_decimal((float) $money * $share, wc_get_price_decimals());
            $taxes = array_map($part, $item->get_taxes()['total']);
            $lines[$item->get_id()] = ['qty' => $asked['quantity'], 'refund_total' => $part($item->get_total()), 'refund_tax' => $taxes];
            $amount += $part($item->get_total()) + array_sum($taxes);
        }
        living_refund($order, ['amount' => $amount, 'line_items' => $lines, 'restock_items' => $asked['restock'] ?? true]);
    },
    'count' => fn($asked) => wc_update_product_stock(living_item($asked['sku']), $asked['onHand'], 'set'),
    'price' => function ($asked) {
        $product = living_item($asked['sku']);
        $product->set_regular_price($asked['price']);
        living_stored($product);
    },
    'title' => function ($asked) {
        $product = living_item($asked['sku']);
        $product = $product->get_parent_id() ? wc_get_product($product->get_parent_id()) : $product;
        $product->set_name($asked['title']);
        living_stored($product);
    },
    'lapse' => fn($asked) => living_lapse($asked['order']),
    'clear' => function ($asked) {
        living_lapse($asked['order']);
        global $wpdb;
        $id = (int) $asked['order'];
        $wpdb->query("update $wpdb->posts set post_modified = post_modified - interval 2 hour where ID = $id");
        if (get_option('woocommerce_custom_orders_table_enabled') === 'yes')
            $wpdb->query("update {$wpdb->prefix}wc_orders set date_updated_gmt = date_updated_gmt - interval 2 hour where id = $id");
        wc_cancel_unpaid_orders();
    },
    'edit' => function ($asked) {
        $order = living_order($asked['order']);
        if (!$order->is_editable()) throw new Exception('not to be edited');
        foreach ($order->get_items() as $item) {
            if (!$item->get_product() || $item->get_product()->get_sku() !== $asked['sku']) continue;
            $each = $item->get_subtotal() / $item->get_quantity();
            $item->set_quantity($asked['quantity']);
            $item->set_subtotal($each * $asked['quantity']);
            $item->set_total($each * $asked['quantity']);
            living_stored($item);
            require_once WC_ABSPATH . 'includes/admin/wc-admin-functions.php';
            wc_maybe_adjust_line_item_product_stock($item);
        }
        $order = living_order($asked['order']);
        $order->calculate_totals();
    },
    'slow' => fn($asked) => update_option('argosy_living_slow_ms', (string) $asked['ms']),
    'replaceKeys' => function () {
        global $wpdb;
        $wpdb->delete("{$wpdb->prefix}woocommerce_api_keys", ['description' => 'Argosy living']);
        return living_keys();
    },
    'sellFraction' => function ($asked) {
        $order = wc_create_order(['created_via' => 'checkout']);
        $order->add_product(living_item('CLOTH'), (float) $asked['quantity']);
        $order->set_address(['first_name' => 'Guest', 'last_name' => 'Tailor', 'address_1' => 'Long street 1', 'city' => 'Berlin', 'postcode' => '10115', 'country' => 'DE', 'email' => 'tailor@guest.example'], 'billing');
        $order->set_payment_method('argosy_card');
        $order->calculate_totals();
        $order->payment_complete('card-cloth');
        return (string) $order->get_id();
    },
];
try {
    $answer = ['done' => $acts[$asked['act']]($asked)];
} catch (Throwable $error) {
    $answer = ['error' => $error->getMessage()];
}
ob_end_clean();
echo "\n", json_encode($answer), "\n";
