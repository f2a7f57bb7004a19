<?php
/**
 * What people do in a shop's back office, by the shop's own code: `php back-office.php <folder> <host>`, with
 * `{"act", ...}` on its input. Answers with a last line of JSON.
 */
use Magento\Catalog\Api\ProductRepositoryInterface;
use Magento\Framework\App\Area;
use Magento\Framework\App\ObjectManager;
use Magento\InventoryApi\Api\SourceItemsSaveInterface;
use Magento\Sales\Api\CreditmemoManagementInterface;
use Magento\Sales\Api\InvoiceOrderInterface;
use Magento\Sales\Api\OrderManagementInterface;
use Magento\Sales\Api\OrderRepositoryInterface;
use Magento\Sales\Api\ShipOrderInterface;
use Magento\Sales\Model\Order\CreditmemoFactory;

[, $root, $host] = $argv;
$asked = json_decode(stream_get_contents(STDIN), true);
ob_start();
require __DIR__ . '/boot.php';
require __DIR__ . '/seed.php';
$_SERVER['HTTP_HOST'] = $host;
living_bootstrap($root)->createApplication(Magento\Framework\App\Http::class);
living(Magento\Framework\App\State::class)->setAreaCode(Area::AREA_ADMINHTML);
ObjectManager::getInstance()->configure(living(Magento\Framework\ObjectManager\ConfigLoaderInterface::class)->load(Area::AREA_ADMINHTML));

function living($class) {
    return ObjectManager::getInstance()->get($class);
}

/** A service of the shop with its input as its interface would take it. */
function living_call($service, $method, $input) {
    $arguments = living(Magento\Framework\Webapi\ServiceInputProcessor::class)->process($service, $method, $input);
    return living($service)->$method(...$arguments);
}

/** Rows of the order by the SKU of what was bought: of a configurable product the row that holds its money. */
function living_rows($order) {
    $rows = [];
    foreach ($order->getAllItems() as $item) {
        $isHeld = $item->getParentItem() && $item->getParentItem()->getProductType() !== 'bundle';
        if (!$isHeld) $rows[$item->getSku()] ??= $item;
    }
    return $rows;
}

function living_row($order, $sku) {
    return living_rows($order)[$sku] ?? throw new Exception("no line $sku");
}

/** A credit memo as the page of the back office makes it. */
function living_memo($order, $quantities, $restocked, $adjustment) {
    $memo = living(CreditmemoFactory::class)->createByOrder($order, ['qtys' => $quantities, 'shipping_amount' => 0, 'adjustment_positive' => $adjustment, 'adjustment_negative' => 0]);
    foreach ($memo->getAllItems() as $item) $item->setBackToStock(in_array((int) $item->getOrderItemId(), $restocked, true));
    if ((float) $memo->getGrandTotal() <= 0) throw new Exception('nothing to pay back');
    living(CreditmemoManagementInterface::class)->refund($memo, true);
}

$acts = [
    'seed' => 'living_seed',
    'pay' => fn($asked) => living_call(InvoiceOrderInterface::class, 'execute', ['orderId' => $asked['order'], 'capture' => true]),
    'ship' => function ($asked) {
        $order = living(OrderRepositoryInterface::class)->get($asked['order']);
        $items = array_map(fn($line) => ['order_item_id' => (int) living_row($order, $line['sku'])->getId(), 'qty' => $line['quantity']], $asked['lines'] ?? []);
        living_call(ShipOrderInterface::class, 'execute', [
            'orderId' => $order->getId(),
            'items' => $items,
            'tracks' => [['track_number' => "SHOP-{$order->getId()}", 'title' => 'DHL', 'carrier_code' => 'custom']],
            'arguments' => ['extension_attributes' => ['source_code' => $asked['source']]],
        ]);
    },
    'cancel' => function ($asked) {
        if (!living(OrderManagementInterface::class)->cancel($asked['order'])) throw new Exception('the shop does not cancel it');
    },
    'takeBack' => function ($asked) {
        $order = living(OrderRepositoryInterface::class)->get($asked['order']);
        $row = living_row($order, $asked['sku']);
        $quantities = array_fill_keys(array_map(fn($item) => $item->getId(), $order->getAllItems()), 0);
        $quantities[$row->getId()] = $asked['quantity'];
        if ($row->getQtyToRefund() < $asked['quantity']) throw new Exception('not so many are left to pay back');
        living_memo($order, $quantities, $asked['restock'] ? [(int) $row->getId()] : [], 0);
    },
    'refund' => function ($asked) {
        $order = living(OrderRepositoryInterface::class)->get($asked['order']);
        living_memo($order, array_fill_keys(array_map(fn($item) => $item->getId(), $order->getAllItems()), 0), [], $asked['amount']);
    },
    'count' => fn($asked) => living_call(SourceItemsSaveInterface::class, 'execute', ['sourceItems' => [
        ['sku' => $asked['sku'], 'source_code' => $asked['source'], 'quantity' => $asked['onHand'], 'status' => $asked['onHand'] > 0 ? 1 : 0],
    ]]),
    'title' => fn($asked) => living_edit($asked['sku'], ['name' => $asked['title']]),
    'price' => fn($asked) => living_edit($asked['sku'], ['price' => $asked['price']]),
    'replaceKeys' => fn() => living_tokens(living(Magento\Integration\Api\IntegrationServiceInterface::class)->findByName(LIVING)->getConsumerId()),
];
try {
    $done = $acts[$asked['act']]($asked);
    $answer = ['done' => is_array($done) ? $done : null];
} catch (Throwable $error) {
    $answer = ['error' => get_class($error) . ' ' . $error->getMessage() . ' in ' . basename($error->getFile()) . ':' . $error->getLine()];
}
ob_end_clean();
echo "\n", json_encode($answer), "\n";
