<?php
/**
 * Put into a copy of a shop by `npm run living` of Argosy, and taken out again at its end; delete it if you find it
 * afterwards. While it is here no mail leaves the shop, it calls nobody but this machine, answers under whatever address
 * of this machine it is called by, and has payment methods that take no money.
 */
$argosy_host = isset($_SERVER['HTTP_HOST']) ? $_SERVER['HTTP_HOST'] : '';
if (preg_match('/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/', $argosy_host)) {
    foreach (['home', 'siteurl'] as $argosy_option)
        add_filter("pre_option_$argosy_option", function () use ($argosy_host) {
            $path = defined('ARGOSY_LIVING_PATH') ? ARGOSY_LIVING_PATH : '';
            return "http://$argosy_host$path";
        });
}
if (!defined('DISABLE_WP_CRON')) define('DISABLE_WP_CRON', true);
add_filter('action_scheduler_allow_async_request_runner', '__return_false');
add_filter('pre_wp_mail', '__return_true');
add_filter('pre_http_request', function ($answer, $options, $url) {
    $host = parse_url($url, PHP_URL_HOST);
    if (in_array($host, ['127.0.0.1', 'localhost', '[::1]'], true)) return $answer;
    return new WP_Error('argosy_living', 'A copy of a shop calls nobody.');
}, 10, 3);
// Images of the run lie on this machine, at a port of their own, and in a folder of their own.
add_filter('http_request_host_is_external', '__return_true');
add_filter('http_allowed_safe_ports', function ($ports, $host, $url) {
    return array_merge($ports, [(int) parse_url($url, PHP_URL_PORT)]);
}, 10, 3);
add_filter('upload_dir', function ($folder) {
    $folder['subdir'] = '/argosy-living';
    $folder['path'] = $folder['basedir'] . $folder['subdir'];
    $folder['url'] = $folder['baseurl'] . $folder['subdir'];
    return $folder;
});
add_filter('woocommerce_coming_soon_exclude', '__return_true');

// As plugins for goods by the metre do.
add_action('woocommerce_init', function () {
    remove_filter('woocommerce_stock_amount', 'intval');
    add_filter('woocommerce_stock_amount', 'floatval');
});

add_filter('woocommerce_payment_gateways', function ($gateways) {
    if (!class_exists('Argosy_Living_Card')) {
        abstract class Argosy_Living_Gateway extends WC_Payment_Gateway {
            public function __construct() {
                $this->method_title = $this->title = $this->id;
                $this->enabled = 'yes';
                $this->supports = ['products', 'refunds'];
            }
            /** What the gateway paid back is noted as a gateway would: at itself, whatever becomes of the shop's call. */
            public function process_refund($order_id, $amount = null, $reason = '') {
                global $wpdb;
                $slow = $wpdb->get_var("select option_value from $wpdb->options where option_name = 'argosy_living_slow_ms'");
                usleep(1000 * (int) $slow);
                $wpdb->insert($wpdb->options, [
                    'option_name' => uniqid("argosy_living_paid_back_{$order_id}_", true),
                    'option_value' => $amount,
                    'autoload' => 'no',
                ]);
                return true;
            }
        }
        class Argosy_Living_Card extends Argosy_Living_Gateway {
            public $id = 'argosy_card';
            public function process_payment($order_id) {
                $order = wc_get_order($order_id);
                $order->payment_complete("card-$order_id");
                return ['result' => 'success', 'redirect' => $this->get_return_url($order)];
            }
        }
        /** Sends the buyer away to pay; the order waits. */
        class Argosy_Living_Redirect extends Argosy_Living_Gateway {
            public $id = 'argosy_redirect';
            public function process_payment($order_id) {
                return ['result' => 'success', 'redirect' => home_url("/?pay=$order_id")];
            }
        }
    }
    return array_merge($gateways, ['Argosy_Living_Card', 'Argosy_Living_Redirect']);
});
