<?php
/** What a run puts into a shop before its first buyer: settings, a second website, goods, a coupon and keys. */
use Magento\Catalog\Api\ProductRepositoryInterface;
use Magento\ConfigurableProduct\Helper\Product\Options\Factory;
use Magento\Framework\App\Config\Storage\WriterInterface;
use Magento\Framework\App\ResourceConnection;
use Magento\Integration\Api\IntegrationServiceInterface;
use Magento\Integration\Api\OauthServiceInterface;
use Magento\InventoryApi\Api\SourceItemsSaveInterface;
use Magento\Store\Model\StoreManagerInterface;

const LIVING = 'Argosy living';
const LIVING_RATE = 19;
const LIVING_SOURCES = ['argosy_east', 'argosy_west'];

function living_table($name) {
    return living(ResourceConnection::class)->getTableName($name);
}

function living_sql() {
    return living(ResourceConnection::class)->getConnection();
}

/** For the whole shop, and for no website of it otherwise. */
function living_settings($host, $zone) {
    foreach ([
        'web/unsecure/base_url' => "http://$host/",
        'web/secure/base_url' => "http://$host/",
        'web/secure/use_in_frontend' => '0',
        'web/unsecure/base_media_url' => null,
        'web/secure/base_media_url' => null,
        'general/locale/timezone' => $zone,
        'general/country/allow' => 'DE',
        'general/region/state_required' => 'US',
        'system/smtp/disable' => '1',
        'sales_email/general/async_sending' => '0',
        'checkout/options/guest_checkout' => '1',
        'checkout/options/enable_agreements' => '0',
        'sales/minimum_order/active' => '0',
        'payment/checkmo/active' => '1',
        'payment/checkmo/order_status' => 'pending',
        'payment/checkmo/allowspecific' => '0',
        'carriers/flatrate/active' => '1',
        'carriers/flatrate/type' => 'O',
        'carriers/flatrate/price' => '4.90',
        'carriers/flatrate/sallowspecific' => '0',
        'carriers/flatrate/handling_fee' => '0',
        'tax/classes/shipping_tax_class' => '0',
        'tax/calculation/price_includes_tax' => '1',
        'tax/calculation/apply_after_discount' => '1',
        'tax/calculation/discount_tax' => '1',
        'tax/defaults/country' => 'DE',
        'shipping/origin/country_id' => 'DE',
        'cataloginventory/options/can_subtract' => '1',
        'cataloginventory/options/can_back_in_stock' => '1',
        'cataloginventory/item_options/manage_stock' => '1',
        'cataloginventory/item_options/backorders' => '0',
        'cataloginventory/item_options/min_qty' => '0',
        'cataloginventory/item_options/max_sale_qty' => '10000',
        'recaptcha_frontend/type_for/place_order' => null,
        'oauth/consumer/enable_integration_as_bearer' => '0',
    ] as $path => $value) {
        living_sql()->delete(living_table('core_config_data'), ['path = ?' => $path]);
        if ($value !== null) living(WriterInterface::class)->save($path, $value);
    }
    living_clean();
}

function living_clean() {
    living(Magento\Framework\App\Cache\Manager::class)->flush(living(Magento\Framework\App\Cache\Manager::class)->getAvailableTypes());
    living(Magento\Framework\App\Config\ReinitableConfigInterface::class)->reinit();
    living(StoreManagerInterface::class)->reinitStores();
}

/** Salable units follow at once; what the shop's search knows stays as it is. */
function living_indexers() {
    $registry = living(Magento\Framework\Indexer\IndexerRegistry::class);
    foreach (living(Magento\Framework\Indexer\ConfigInterface::class)->getIndexers() as $id => $indexer)
        $registry->get($id)->setScheduled(!in_array($id, ['inventory', 'cataloginventory_stock', 'catalog_product_price'], true));
}

/** The website sells from the first source of its stock alone, and a second one from the same stock. */
function living_websites() {
    $first = living(StoreManagerInterface::class)->getDefaultStoreView();
    $code = $first->getWebsite()->getCode();
    $channels = living_table('inventory_stock_sales_channel');
    $stock = (int) living_sql()->fetchOne("select stock_id from $channels where type = 'website' and code = ?", [$code]);
    $links = living_table('inventory_source_stock_link');
    $source = living_sql()->fetchOne("select l.source_code from $links l join " . living_table('inventory_source') . ' s on s.source_code = l.source_code and s.enabled = 1 where l.stock_id = ? order by l.priority limit 1', [$stock]);
    if (!$source) throw new Exception("No source is linked to the stock of the website $code.");
    living_sql()->delete($links, ['stock_id = ?' => $stock, 'source_code <> ?' => $source]);
    $second = living_website('argosy_living', $stock, $first);
    $apart = living_website('argosy_apart', living_stock(), $first);
    living_clean();
    return ['website' => $code, 'view' => $first->getCode(), 'source' => $source, 'ids' => [(int) $first->getWebsiteId(), $second], 'apart' => $apart, 'currency' => $first->getBaseCurrencyCode()];
}

/** A website that sells from this stock. Answers with its id. */
function living_website($code, $stock, $like) {
    $make = fn($class, $values) => living($class)->create()->setData($values + ['code' => $code, 'name' => "Argosy $code"])->save();
    $website = $make(Magento\Store\Model\WebsiteFactory::class, []);
    $group = $make(Magento\Store\Model\GroupFactory::class, ['website_id' => $website->getId(), 'root_category_id' => $like->getRootCategoryId()]);
    $view = $make(Magento\Store\Model\StoreFactory::class, ['website_id' => $website->getId(), 'group_id' => $group->getId(), 'is_active' => 1]);
    $group->setDefaultStoreId($view->getId())->save();
    $website->setDefaultGroupId($group->getId())->save();
    $channels = living_table('inventory_stock_sales_channel');
    living_sql()->delete($channels, ["type = 'website' and code = ?" => $code]);
    living_sql()->insert($channels, ['type' => 'website', 'code' => $code, 'stock_id' => $stock]);
    return (int) $website->getId();
}

/** A stock of two sources. */
function living_stock() {
    $stock = living_call(Magento\InventoryApi\Api\StockRepositoryInterface::class, 'save', ['stock' => ['name' => LIVING]]);
    foreach (LIVING_SOURCES as $priority => $source) {
        living_call(Magento\InventoryApi\Api\SourceRepositoryInterface::class, 'save', ['source' => ['source_code' => $source, 'name' => $source, 'enabled' => true, 'country_id' => 'DE', 'postcode' => '10115', 'use_default_carrier_config' => true]]);
        living_call(Magento\InventoryApi\Api\StockSourceLinksSaveInterface::class, 'execute', ['links' => [['stock_id' => $stock, 'source_code' => $source, 'priority' => $priority + 1]]]);
    }
    return (int) $stock;
}

/** Germany's tax on everything a run sells, which its prices hold. */
function living_tax() {
    $class = fn($type, $name) => (int) living_call(Magento\Tax\Api\TaxClassRepositoryInterface::class, 'save', ['taxClass' => ['class_name' => $name, 'class_type' => $type]]);
    $goods = $class('PRODUCT', LIVING);
    $rate = living_call(Magento\Tax\Api\TaxRateRepositoryInterface::class, 'save', ['taxRate' => ['code' => LIVING, 'tax_country_id' => 'DE', 'tax_region_id' => 0, 'tax_postcode' => '*', 'rate' => LIVING_RATE]]);
    $group = living(Magento\Customer\Api\GroupManagementInterface::class)->getNotLoggedInGroup();
    living_call(Magento\Tax\Api\TaxRuleRepositoryInterface::class, 'save', ['rule' => ['code' => LIVING, 'priority' => 0, 'position' => 0, 'customer_tax_class_ids' => [(int) $group->getTaxClassId()], 'product_tax_class_ids' => [$goods], 'tax_rate_ids' => [(int) $rate->getId()]]]);
    return $goods;
}

/** Saves a product as the interface would take it; cents become the currency. */
function living_product($values, $attributes = []) {
    global $living;
    $attributes += ['tax_class_id' => $living['tax'], 'url_key' => 'living-' . strtolower($values['sku'])];
    $extension = ($values['extension_attributes'] ?? []) + ['website_ids' => $living['ids']];
    $values = ['extension_attributes' => $extension] + $values + ['attribute_set_id' => $living['set'], 'type_id' => 'simple', 'status' => 1, 'visibility' => 4, 'weight' => 1];
    $values['custom_attributes'] = array_map(fn($code, $value) => ['attribute_code' => $code, 'value' => $value], array_keys($attributes), $attributes);
    return living_call(ProductRepositoryInterface::class, 'save', ['product' => $values]);
}

function living_count($quantities) {
    global $living;
    living_call(SourceItemsSaveInterface::class, 'execute', ['sourceItems' => array_map(fn($sku, $quantity) => ['sku' => $sku, 'source_code' => $living['source'], 'quantity' => $quantity, 'status' => 1], array_keys($quantities), $quantities)]);
}

/** The list of sizes, by their names. */
function living_sizes($goods) {
    global $living;
    $names = array_values(array_unique(array_merge(...array_map(fn($one) => $one['sizes'] ?? [], $goods))));
    $attribute = living_call(Magento\Catalog\Api\ProductAttributeRepositoryInterface::class, 'save', ['attribute' => [
        'attribute_code' => 'living_size', 'frontend_input' => 'select', 'scope' => 'global', 'is_required' => false, 'is_user_defined' => true, 'default_frontend_label' => 'Size',
        'options' => array_map(fn($name, $index) => ['label' => $name, 'value' => '', 'sort_order' => $index], $names, array_keys($names)),
    ]]);
    $groups = living(Magento\Eav\Model\Config::class)->getEntityType('catalog_product');
    $group = living_sql()->fetchOne('select min(attribute_group_id) from ' . living_table('eav_attribute_group') . ' where attribute_set_id = ?', [$living['set']]);
    living(Magento\Eav\Api\AttributeManagementInterface::class)->assign($groups->getEntityTypeCode(), $living['set'], $group, 'living_size', 99);
    living_clean();
    $values = [];
    foreach (living(Magento\Catalog\Api\ProductAttributeOptionManagementInterface::class)->getItems('living_size') as $option) $values[$option->getLabel()] = (int) $option->getValue();
    return [(int) $attribute->getAttributeId(), $values];
}

function living_goods($goods) {
    [$attribute, $sizes] = living_sizes($goods);
    $quantities = [];
    foreach ($goods as $one) {
        if (!isset($one['sizes'])) {
            living_product(['sku' => $one['sku'], 'name' => $one['title'], 'price' => $one['price'] / 100]);
            $quantities[$one['sku']] = $one['stock'];
            continue;
        }
        $children = [];
        foreach ($one['sizes'] as $step => $size) {
            $sku = "{$one['sku']}-$size";
            $children[] = (int) living_product(['sku' => $sku, 'name' => $one['title'], 'price' => ($one['price'] + 100 * $step) / 100, 'visibility' => 1], ['living_size' => $sizes[$size]])->getId();
            living_count([$sku => $one['stock']]);
        }
        living_product(['sku' => $one['sku'], 'name' => $one['title'], 'type_id' => 'configurable', 'extension_attributes' => [
            'configurable_product_options' => [['attribute_id' => $attribute, 'label' => 'Size', 'position' => 0, 'values' => array_map(fn($size) => ['value_index' => $sizes[$size]], $one['sizes'])]],
            'configurable_product_links' => $children,
            'stock_item' => ['is_in_stock' => true],
        ]]);
    }
    living_count($quantities);
}

/** An item nobody ships, one sold beyond its stock, one that is not counted, one with an option, and one sold by the metre. */
function living_special() {
    living_product(['sku' => 'EBOOK', 'name' => 'Ebook', 'price' => 9.5, 'type_id' => 'virtual']);
    living_product(['sku' => 'LATER', 'name' => 'Later', 'price' => 9.5, 'extension_attributes' => ['stock_item' => ['qty' => 2, 'is_in_stock' => true, 'use_config_backorders' => false, 'backorders' => 1]]]);
    living_product(['sku' => 'VOUCHER', 'name' => 'Voucher', 'price' => 9.5, 'extension_attributes' => ['stock_item' => ['qty' => 0, 'is_in_stock' => true, 'use_config_manage_stock' => false, 'manage_stock' => false]]]);
    living_product(['sku' => 'CLOTH', 'name' => 'Cloth', 'price' => 9.5, 'extension_attributes' => ['stock_item' => ['qty' => 12.5, 'is_in_stock' => true, 'is_qty_decimal' => true, 'use_config_min_sale_qty' => 0, 'min_sale_qty' => 0.1]]]);
    living_product(['sku' => 'SCARF', 'name' => 'Scarf', 'price' => 9.5, 'options' => [[
        'product_sku' => 'SCARF', 'title' => 'Size', 'type' => 'drop_down', 'is_require' => true, 'sort_order' => 1,
        'values' => [['title' => 'S', 'price' => 0, 'price_type' => 'fixed', 'sort_order' => 1], ['title' => 'M', 'price' => 0, 'price_type' => 'fixed', 'sort_order' => 2]],
    ]]]);
    living_count(['EBOOK' => 25, 'LATER' => 2, 'CLOTH' => 12.5, 'SCARF' => 25]);
}

/** Items of the website that sells from two sources. */
function living_apart($skus) {
    global $living;
    foreach ($skus as $sku) {
        living_product(['sku' => $sku, 'name' => ucfirst(strtolower($sku)), 'price' => 9.5, 'extension_attributes' => ['website_ids' => [$living['apart']]]]);
        living_call(SourceItemsSaveInterface::class, 'execute', ['sourceItems' => [
            ['sku' => $sku, 'source_code' => LIVING_SOURCES[0], 'quantity' => 21, 'status' => 1],
            ['sku' => $sku, 'source_code' => LIVING_SOURCES[1], 'quantity' => 4, 'status' => 1],
        ]]);
    }
}

/** A bundle priced by its parts or by itself, sent as one or in parts. */
function living_bundle($pack) {
    $isByParts = $pack['price'] === 'parts';
    living_product([
        'sku' => $pack['sku'], 'name' => ucfirst(strtolower($pack['sku'])), 'type_id' => 'bundle', 'price' => $isByParts ? 0 : 30,
        'extension_attributes' => ['stock_item' => ['is_in_stock' => true], 'bundle_product_options' => array_map(fn($part, $index) => [
            'title' => $part['sku'], 'type' => 'select', 'required' => true, 'position' => $index, 'sku' => $pack['sku'],
            'product_links' => [['sku' => $part['sku'], 'qty' => $part['quantity'], 'position' => 0, 'is_default' => true, 'price' => 0, 'price_type' => 0, 'can_change_quantity' => 0]],
        ], $pack['contents'], array_keys($pack['contents']))],
    ], ['price_type' => $isByParts ? 0 : 1, 'sku_type' => 1, 'weight_type' => 1, 'price_view' => 0, 'shipment_type' => $pack['sent'] === 'parts' ? 1 : 0]);
}

function living_coupon() {
    global $living;
    living(Magento\SalesRule\Model\RuleFactory::class)->create()->setData([
        'name' => LIVING, 'is_active' => 1, 'website_ids' => $living['ids'], 'customer_group_ids' => [0], 'coupon_type' => Magento\SalesRule\Model\Rule::COUPON_TYPE_SPECIFIC,
        'coupon_code' => 'SAVE10', 'uses_per_coupon' => 0, 'uses_per_customer' => 0, 'simple_action' => 'by_percent', 'discount_amount' => 10, 'stop_rules_processing' => 0, 'is_advanced' => 1,
    ])->save();
}

/** The tokens of before are gone. */
function living_tokens($consumer) {
    $service = living(OauthServiceInterface::class);
    $service->createAccessToken($consumer, true);
    $token = $service->getAccessToken($consumer);
    return ['accessToken' => $token->getToken(), 'accessTokenSecret' => $token->getSecret()];
}

function living_keys($name) {
    $integration = living(IntegrationServiceInterface::class)->create(['name' => $name, 'status' => 1, 'all_resources' => 1]);
    $consumer = living(OauthServiceInterface::class)->loadConsumer($integration->getConsumerId());
    return ['consumerKey' => $consumer->getKey(), 'consumerSecret' => $consumer->getSecret()] + living_tokens($consumer->getId());
}

function living_edit($sku, $values) {
    living_call(ProductRepositoryInterface::class, 'save', ['product' => ['sku' => $sku] + $values]);
}

function living_seed($asked) {
    global $living, $host;
    living_settings($host, $asked['zone']);
    living_indexers();
    $living = living_websites();
    $living['tax'] = living_tax();
    $living['set'] = (int) living(Magento\Eav\Model\Config::class)->getEntityType('catalog_product')->getDefaultAttributeSetId();
    living(StoreManagerInterface::class)->setCurrentStore('admin');
    living_goods($asked['goods']);
    living_special();
    foreach ($asked['packs'] as $pack) living_bundle($pack);
    living_apart($asked['apart']);
    living_coupon();
    $keys = living_keys(LIVING);
    $others = living_keys(LIVING . ' 2');
    living_clean();
    return ['keys' => $keys, 'otherKeys' => $others, 'version' => living(Magento\Framework\App\ProductMetadataInterface::class)->getVersion()] + $living;
}
