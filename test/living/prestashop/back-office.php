<?php
/**
 * What people do in a shop's back office, by the shop's own code: `php back-office.php <folder> <host>`, with
 * `{"act", ...}` on its input. Answers with a last line of JSON.
 */
use PrestaShop\PrestaShop\Core\Domain\Order\Command\IssuePartialRefundCommand;
use PrestaShop\PrestaShop\Core\Domain\Order\Product\Command\UpdateProductInOrderCommand;
use PrestaShop\PrestaShop\Core\Domain\Order\VoucherRefundType;

[, $root, $host] = $argv;
$_SERVER['HTTP_HOST'] = $host;
$_SERVER['SERVER_NAME'] = parse_url("http://$host", PHP_URL_HOST);
$_SERVER['REQUEST_URI'] = '/';
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['REMOTE_ADDR'] = '127.0.0.1';
$asked = json_decode(stream_get_contents(STDIN), true);
ob_start();
chdir($root);
require "$root/autoload.php";
if (is_file("$root/.env")) (new Symfony\Component\Dotenv\Dotenv())->usePutenv(false)->loadEnv("$root/.env");
require "$root/config/config.inc.php";
// The back office's own: classes of the shop look for it.
$class = class_exists('AdminKernel') ? 'AdminKernel' : 'AppKernel';
$kernel = new $class('prod', false);
$kernel->boot();
$context = Context::getContext();
$context->employee = new Employee((int) Db::getInstance()->getValue('select min(id_employee) from ' . _DB_PREFIX_ . 'employee where id_profile = 1'));
$context->currency = Currency::getDefaultCurrency();
$context->cart = new Cart();

/** Outside of development the shop answers false, and nobody hears what the database refused. */
function living_stored(ObjectModel $object) {
    if (!$object->save()) throw new Exception(get_class($object) . ' was not stored: ' . Db::getInstance()->getMsgError());
}

/** Commands of the back office pages. */
function living_bus() {
    global $kernel;
    $shop = new Shop((int) Configuration::get('PS_SHOP_DEFAULT'));
    Context::getContext()->shop = $shop;
    foreach (['employee' => Context::getContext()->employee->id, 'language' => Configuration::get('PS_LANG_DEFAULT'), 'currency' => Context::getContext()->currency->id, 'shop' => $shop->id, 'country' => Configuration::get('PS_COUNTRY_DEFAULT')] as $name => $id) {
        $service = 'PrestaShop\PrestaShop\Core\Context\\' . ucfirst($name) . 'ContextBuilder';
        if (!class_exists($service) || !$kernel->getContainer()->has($service)) continue;
        $builder = $kernel->getContainer()->get($service);
        $setter = 'set' . ucfirst($name) . 'Id';
        if (method_exists($builder, $setter)) $builder->$setter((int) $id);
    }
    return $kernel->getContainer()->get('prestashop.core.command_bus');
}

function living_order($key) {
    $order = new Order((int) $key);
    if (!Validate::isLoadedObject($order)) throw new Exception("no order $key");
    return $order;
}

/** Product and combination. */
function living_item($sku) {
    $p = _DB_PREFIX_;
    $row = Db::getInstance()->getRow("select id_product, id_product_attribute from {$p}product_attribute where reference = '" . pSQL($sku) . "'")
        ?: Db::getInstance()->getRow("select id_product, 0 as id_product_attribute from {$p}product where reference = '" . pSQL($sku) . "'");
    if (!$row) throw new Exception("no item $sku");
    return [(int) $row['id_product'], (int) $row['id_product_attribute']];
}

function living_has_left($order) {
    return (bool) (new OrderState((int) $order->current_state))->shipped;
}

function living_state($key, $name) {
    $order = living_order($key);
    $state = (int) Configuration::get($name);
    if ((int) $order->current_state === $state) throw new Exception('in that state already');
    $over = [(int) Configuration::get('PS_OS_CANCELED'), (int) Configuration::get('PS_OS_REFUND')];
    if (in_array((int) $order->current_state, $over, true)) throw new Exception('the order is over');
    $history = new OrderHistory();
    $history->id_order = $order->id;
    $history->id_employee = Context::getContext()->employee->id;
    $history->changeIdOrderState($state, $order, !$order->hasInvoice());
    living_stored($history);
}

function living_refund($key, $line, $quantity, $amount, $restock) {
    living_bus()->handle(new IssuePartialRefundCommand((int) $key, [$line => ['quantity' => $quantity, 'amount' => $amount]], '0', $restock, true, false, VoucherRefundType::PRODUCT_PRICES_EXCLUDING_VOUCHER_REFUND));
}

function living_line($key, $sku) {
    foreach (living_order($key)->getProductsDetail() as $row) if ($sku === null || $row['product_reference'] === $sku) return $row;
    throw new Exception("no line $sku");
}

/** A unit of which only a part of its price is paid back. */
function living_money($key, $amount) {
    foreach (living_order($key)->getProductsDetail() as $row) {
        if ((int) $row['product_quantity_refunded'] >= (int) $row['product_quantity']) continue;
        if ((float) $row['unit_price_tax_incl'] < (float) $amount) continue;
        return living_refund($key, (int) $row['id_order_detail'], 1, $amount, false);
    }
    throw new Exception('no line of which so much can be paid back');
}

const LIVING_RATE = 1.19;

function living_texts($text) {
    return array_fill_keys(Language::getIDs(false), $text);
}

function living_tax() {
    return (int) Db::getInstance()->getValue('select min(r.id_tax_rules_group) from ' . _DB_PREFIX_ . 'tax_rule r join ' . _DB_PREFIX_ . 'tax t on t.id_tax = r.id_tax where t.rate = 19 and r.id_country = ' . (int) Configuration::get('PS_COUNTRY_DEFAULT'));
}

function living_goods($goods) {
    $tax = living_tax();
    $group = new AttributeGroup();
    $group->group_type = 'select';
    $group->name = $group->public_name = living_texts('Size');
    living_stored($group);
    $sizes = [];
    $net = fn($cents) => round($cents / 100 / LIVING_RATE, 6);
    foreach ($goods as $one) {
        $product = new Product();
        $product->name = living_texts($one['title']);
        $product->link_rewrite = living_texts(strtolower(preg_replace('/\W+/', '-', $one['title'])));
        $product->reference = $one['sku'];
        $product->price = $net($one['price']);
        $product->id_tax_rules_group = $tax;
        $product->id_category_default = (int) Configuration::get('PS_HOME_CATEGORY');
        $product->product_type = isset($one['sizes']) ? 'combinations' : 'standard';
        $product->minimal_quantity = 1;
        $product->active = true;
        living_stored($product);
        $product->addToCategories([$product->id_category_default]);
        foreach ($one['sizes'] ?? [] as $step => $size) {
            if (!isset($sizes[$size])) {
                $attribute = new ProductAttribute();
                $attribute->id_attribute_group = $group->id;
                $attribute->name = living_texts($size);
                living_stored($attribute);
                $sizes[$size] = $attribute->id;
            }
            $combination = new Combination();
            $combination->id_product = $product->id;
            $combination->reference = "{$one['sku']}-$size";
            $combination->price = $net($one['price'] + 100 * $step) - $net($one['price']);
            $combination->minimal_quantity = 1;
            $combination->default_on = $step === 0 ? 1 : null;
            living_stored($combination);
            $combination->setAttributes([$sizes[$size]]);
            StockAvailable::setQuantity($product->id, $combination->id, $one['stock']);
        }
        if (!isset($one['sizes'])) StockAvailable::setQuantity($product->id, 0, $one['stock']);
    }
}

function living_simple($sku, $stock, $type) {
    $product = new Product();
    $product->name = living_texts(ucfirst(strtolower($sku)));
    $product->link_rewrite = living_texts(strtolower($sku));
    $product->reference = $sku;
    $product->price = round(9.5 / LIVING_RATE, 6);
    $product->id_tax_rules_group = living_tax();
    $product->id_category_default = (int) Configuration::get('PS_HOME_CATEGORY');
    $product->product_type = $type;
    $product->is_virtual = $type === 'virtual';
    $product->minimal_quantity = 1;
    $product->active = true;
    living_stored($product);
    $product->addToCategories([$product->id_category_default]);
    StockAvailable::setQuantity($product->id, 0, $stock);
    return $product;
}

/** Packs of every kind, an item nobody ships, and one that may be sold beyond its stock. */
function living_special($packs) {
    living_simple('EBOOK', 25, 'virtual');
    StockAvailable::setProductOutOfStock(living_simple('LATER', 2, 'standard')->id, 1);
    foreach ($packs as $one) {
        $pack = living_simple($one['sku'], 12, 'pack');
        foreach ($one['contents'] as $part) {
            [$product, $combination] = living_item($part['sku']);
            Pack::addItem($pack->id, $product, $part['quantity'], $combination);
        }
        $pack->cache_is_pack = true;
        $pack->pack_stock_type = ['itself' => Pack::STOCK_TYPE_PACK_ONLY, 'contents' => Pack::STOCK_TYPE_PRODUCTS_ONLY, 'both' => Pack::STOCK_TYPE_PACK_BOTH][$one['takes']];
        living_stored($pack);
        // What the shop notes of it with the update, it notes with its stock too.
        StockAvailable::setQuantity($pack->id, 0, 12);
    }
}

/** The shop answers at the address of the run. */
function living_address($host) {
    $p = _DB_PREFIX_;
    Db::getInstance()->execute("update {$p}shop_url set domain = '" . pSQL($host) . "', domain_ssl = '" . pSQL($host) . "', physical_uri = '/'");
    foreach (['PS_SHOP_DOMAIN' => $host, 'PS_SHOP_DOMAIN_SSL' => $host, 'PS_SSL_ENABLED' => 0, 'PS_SHOP_ENABLE' => 1, 'PS_REWRITING_SETTINGS' => 1] as $name => $value) Configuration::updateValue($name, $value);
}

function living_settings($zone) {
    foreach ([
        'PS_TIMEZONE' => $zone,
        'PS_MAIL_METHOD' => Mail::METHOD_DISABLE,
        'PS_WEBSERVICE' => 1,
        'PS_GUEST_CHECKOUT_ENABLED' => 1,
        'PS_CONDITIONS' => 0,
        'PS_ORDER_OUT_OF_STOCK' => 0,
        'PS_STOCK_MANAGEMENT' => 1,
        'PS_CART_RULE_FEATURE_ACTIVE' => 1,
        // Papers ask the shop's own address for it.
        'PS_LOGO' => '',
        'PS_LOGO_INVOICE' => '',
    ] as $name => $value) Configuration::updateValue($name, $value);
    $wire = Module::getInstanceByName('ps_wirepayment');
    if (!$wire || !Module::isEnabled('ps_wirepayment')) throw new Exception('The shop needs the module ps_wirepayment.');
    Configuration::updateValue('BANK_WIRE_OWNER', 'Living');
    Configuration::updateValue('BANK_WIRE_DETAILS', 'Living');
    if (!Module::isInstalled('argosyliving') && !Module::getInstanceByName('argosyliving')->install()) throw new Exception('The payment module could not be installed.');
}

function living_keys() {
    $key = new WebserviceKey();
    $key->key = substr(str_shuffle(str_repeat('ABCDEFGHJKLMNPQRSTUVWXYZ23456789', 4)), 0, 32);
    $key->description = 'Argosy living';
    $key->active = true;
    living_stored($key);
    $all = array_fill_keys(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'], 'on');
    WebserviceKey::setPermissionForAccount($key->id, array_map(fn() => $all, WebserviceRequest::getResources()));
    return ['wsKey' => $key->key];
}

$acts = [
    'seed' => function ($asked) {
        global $host;
        living_address($host);
        living_settings($asked['zone']);
        living_goods($asked['goods']);
        living_special($asked['packs']);
        $rule = new CartRule();
        $rule->name = living_texts('Ten percent');
        $rule->code = 'SAVE10';
        $rule->quantity = $rule->quantity_per_user = 100000;
        $rule->reduction_percent = 10;
        $rule->date_from = '2020-01-01 00:00:00';
        $rule->date_to = '2040-01-01 00:00:00';
        $rule->active = true;
        living_stored($rule);
        Search::indexation(true);
        return living_keys() + ['currency' => Currency::getDefaultCurrency()->iso_code, 'version' => _PS_VERSION_];
    },
    'pay' => function ($asked) {
        if (living_order($asked['order'])->total_paid_real > 0) throw new Exception('paid already');
        living_state($asked['order'], 'PS_OS_PAYMENT');
    },
    'ship' => function ($asked) {
        $order = living_order($asked['order']);
        if (living_has_left($order)) throw new Exception('shipped already');
        living_state($order->id, 'PS_OS_SHIPPING');
        $carrier = new OrderCarrier((int) $order->getIdOrderCarrier());
        $carrier->tracking_number = "SHOP-{$order->id}";
        living_stored($carrier);
    },
    'cancel' => fn($asked) => living_state($asked['order'], 'PS_OS_CANCELED'),
    'setBack' => function ($asked) {
        if (!living_has_left(living_order($asked['order']))) throw new Exception('not shipped');
        living_state($asked['order'], 'PS_OS_PAYMENT');
    },
    'takeBack' => function ($asked) {
        $row = living_line($asked['order'], $asked['sku']);
        living_refund($asked['order'], (int) $row['id_order_detail'], $asked['quantity'], (string) round($row['unit_price_tax_incl'] * $asked['quantity'], 2), $asked['restock'] ?? true);
    },
    'refund' => fn($asked) => living_money($asked['order'], $asked['amount']),
    'edit' => function ($asked) {
        $row = living_line($asked['order'], $asked['sku']);
        living_bus()->handle(new UpdateProductInOrderCommand((int) $asked['order'], (int) $row['id_order_detail'], (string) $row['unit_price_tax_incl'], (string) $row['unit_price_tax_excl'], $asked['quantity']));
    },
    'count' => function ($asked) {
        [$product, $combination] = living_item($asked['sku']);
        StockAvailable::setQuantity($product, $combination, $asked['onHand']);
    },
    'title' => function ($asked) {
        $product = new Product(living_item($asked['sku'])[0]);
        $product->name = living_texts($asked['title']);
        living_stored($product);
    },
    'price' => function ($asked) {
        $product = new Product(living_item($asked['sku'])[0]);
        $product->price = round($asked['price'] / LIVING_RATE, 6);
        living_stored($product);
    },
    'replaceKeys' => function () {
        Db::getInstance()->execute('delete from ' . _DB_PREFIX_ . "webservice_account where description = 'Argosy living'");
        return living_keys();
    },
];
try {
    $done = $acts[$asked['act']]($asked);
    $answer = ['done' => $done === false ? null : $done];
} catch (Throwable $error) {
    $answer = ['error' => get_class($error) . ' ' . $error->getMessage() . ' in ' . basename($error->getFile()) . ':' . $error->getLine()];
}
ob_end_clean();
echo "\n", json_encode($answer), "\n";
