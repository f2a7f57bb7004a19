/** What WordPress itself answers: the root index, system status, reports, gateways, the one-click page. */

import { formField } from "./form-field.ts";
import { ORDER_STATUSES } from "./order-status.ts";
import type { Call, Handler, Handlers } from "./rest.ts";
import { indexRoutes, links } from "./rest.ts";
import type { Obj, Shop } from "./state.ts";
import { decimalsOf, setting } from "./state.ts";
import { zoneOffsetMinutes } from "./time.ts";

/** `GET /wp-json/`. `home` and the links follow the scheme of the request, `url` keeps the stored one. */
export function rootIndex(shop: Shop, origin: string, tls: boolean): Obj {
  const namespaces = [
    "oembed/1.0",
    "wc/v3",
    "wc/v1",
    "wc-admin",
    "wc-analytics",
    "wc/store",
    "wc/store/v1",
    "wc/v2",
    "wp/v2",
  ];
  return {
    name: "Sample Store",
    description: "",
    url: shop.url,
    home: origin,
    gmt_offset: zoneOffsetMinutes(shop.zone, shop.clock.now()) / 60,
    timezone_string: shop.zone,
    page_for_posts: 0,
    page_on_front: 0,
    show_on_front: "posts",
    namespaces: shop.features.shipmentTracking ? [...namespaces, "wc-shipment-tracking/v3"] : namespaces,
    authentication: tls
      ? { "application-passwords": { endpoints: { authorization: `${origin}/wp-admin/authorize-application.php` } } }
      : [],
    routes: indexRoutes(shop, origin),
    site_logo: 0,
    site_icon: 0,
    site_icon_url: "",
    _links: { help: [{ href: "https://developer.wordpress.org/rest-api/" }] },
  };
}

function environment(shop: Shop): Obj {
  return {
    home_url: shop.url,
    site_url: shop.url,
    store_id: "8e0d5f9e-0000-4000-8000-000000000001",
    version: "10.2.4",
    log_directory: "{shop}/wc-logs/",
    log_directory_writable: true,
    wp_version: "6.9.4",
    wp_multisite: false,
    wp_memory_limit: 536870912,
    wp_debug_mode: false,
    wp_cron: false,
    language: "en_US",
    external_object_cache: null,
    server_info: "Sandbox",
    server_architecture: "Linux x86_64",
    php_version: "8.2.35",
    php_post_max_size: 8388608,
    php_max_execution_time: 120,
    php_max_input_vars: 1000,
    curl_version: "7.88.1",
    suhosin_installed: false,
    max_upload_size: 2097152,
    mysql_version: "10.11.19",
    mysql_version_string: "10.11.19-MariaDB",
    default_timezone: "UTC",
    fsockopen_or_curl_enabled: true,
    soapclient_enabled: false,
    domdocument_enabled: true,
    gzip_enabled: true,
    mbstring_enabled: true,
    remote_post_successful: false,
    remote_post_response: "",
    remote_get_successful: false,
    remote_get_response: "",
  };
}

function statusSettings(shop: Shop): Obj {
  const visibility = [
    "exclude-from-catalog",
    "exclude-from-search",
    "featured",
    "outofstock",
    "rated-1",
    "rated-2",
    "rated-3",
    "rated-4",
    "rated-5",
  ];
  const types = ["external", "grouped", "simple", "variable"];
  const same = (texts: string[]) => Object.fromEntries(texts.map((word) => [word, word]));
  return {
    api_enabled: false,
    force_ssl: false,
    currency: setting(shop, "woocommerce_currency"),
    currency_symbol: "&euro;",
    currency_position: "left_space",
    thousand_separator: ".",
    decimal_separator: ",",
    number_of_decimals: decimalsOf(shop),
    geolocation_enabled: false,
    taxonomies: same(types),
    product_visibility_terms: same(visibility),
    woocommerce_com_connected: "no",
    enforce_approved_download_dirs: true,
    order_datastore: "Automattic\\WooCommerce\\Internal\\DataStores\\Orders\\OrdersTableDataStore",
    HPOS_enabled: true,
    HPOS_sync_enabled: false,
    enabled_features: [
      "analytics",
      "order_attribution",
      "custom_order_tables",
      ...(shop.features.fulfilments ? ["fulfillments"] : []),
    ],
  };
}

const PLUGIN = {
  plugin: "woocommerce/woocommerce.php",
  name: "WooCommerce",
  version: "10.2.4",
  version_latest: "10.2.4",
  url: "https://woocommerce.com/",
  author_name: "Automattic",
  author_url: "https://woocommerce.com",
  network_activated: false,
};

const THEME = {
  name: "Twenty Twenty-Five",
  version: "1.4",
  version_latest: 0,
  author_url: "https://wordpress.org",
  is_child_theme: false,
  is_block_theme: true,
  has_woocommerce_support: false,
  has_woocommerce_file: false,
  has_outdated_templates: false,
  overrides: [],
  parent_name: "",
  parent_version: "",
  parent_version_latest: "",
  parent_author_url: "",
};

/** The parts of the report that say nothing about the shop. */
const REPORT = {
  database: {
    wc_database_version: "10.2.4",
    database_prefix: "wp_",
    maxmind_geoip_database: "",
    database_tables: {},
    database_size: { data: 4.2, index: 3.1 },
  },
  active_plugins: [PLUGIN],
  inactive_plugins: [],
  dropins_mu_plugins: { dropins: [], mu_plugins: [] },
  theme: THEME,
  pages: [],
  post_type_counts: [{ type: "page", count: "7" }],
  logging: {
    logging_enabled: true,
    default_handler: "LogHandlerFileV2",
    retention_period_days: 30,
    level_threshold: "",
    log_directory_size: "1 KB",
  },
};

const systemStatus: Handler = (call) => {
  const env = environment(call.shop);
  // The remote checks are only made for the whole report.
  if (call.params["_fields"]) Object.assign(env, { remote_post_response: false, remote_get_response: false });
  return {
    status: 200,
    body: {
      ...REPORT,
      environment: env,
      settings: statusSettings(call.shop),
      security: { secure_connection: call.origin.startsWith("https"), hide_errors: true },
    },
  };
};

function totals<T>(rows: Iterable<T>, names: Readonly<Record<string, string>>, slugOf: (row: T) => string): Obj[] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(slugOf(row), (counts.get(slugOf(row)) ?? 0) + 1);
  return Object.entries(names).map(([slug, name]) => ({ slug, name, total: counts.get(slug) ?? 0 }));
}

const REPORTS = [
  "sales",
  "top_sellers",
  "orders/totals",
  "products/totals",
  "customers/totals",
  "coupons/totals",
  "reviews/totals",
];

const sales: Handler = (call) => {
  const zero = "0.00";
  const day = () => ({ sales: zero, orders: 0, items: 0, tax: zero, shipping: zero, discount: zero, customers: 0 });
  const now = new Date(call.shop.clock.now());
  const month = now.toISOString().slice(0, 8);
  const days = Array.from({ length: now.getUTCDate() }, (_, index) => [
    `${month}${String(index + 1).padStart(2, "0")}`,
    day(),
  ]);
  const base = `${call.origin}/wp-json/wc/v3/reports`;
  return {
    status: 200,
    body: [
      {
        total_sales: zero,
        net_sales: zero,
        average_sales: zero,
        total_orders: 0,
        total_items: 0,
        total_tax: zero,
        total_shipping: zero,
        total_refunds: 0,
        total_discount: zero,
        totals_grouped_by: "day",
        totals: Object.fromEntries(days),
        total_customers: 0,
        _links: { about: [{ href: base }] },
      },
    ],
  };
};

function gateway(call: Call, id: string, title: string, order: number): Obj {
  const base = `${call.origin}/wp-json/wc/v3/payment_gateways`;
  const more =
    id === "cod"
      ? {
          enable_for_methods: formField("enable_for_methods", "multiselect", "", { options: {} }),
          enable_for_virtual: formField("enable_for_virtual", "checkbox", "yes"),
        }
      : {};
  return {
    id,
    title,
    description: title,
    order,
    enabled: true,
    method_title: title,
    method_description: title,
    method_supports: ["products"],
    settings: {
      title: formField("title", "safe_text", title),
      instructions: formField("instructions", "textarea", ""),
      ...more,
    },
    needs_setup: false,
    post_install_scripts: [],
    settings_url: `${call.origin}/wp-admin/`,
    connection_url: null,
    setup_help_text: null,
    required_settings_keys: [],
    _links: links(["GET", "POST", "PUT", "PATCH"], `${base}/${id}`, base),
  };
}

const SHIPPING_METHODS: readonly [string, string][] = [
  ["flat_rate", "Flat rate"],
  ["free_shipping", "Free shipping"],
  ["local_pickup", "Local pickup"],
];

export const siteHandlers: Handlers = {
  "GET ": (call) => ({
    status: 200,
    body: {
      namespace: "wc/v3",
      routes: indexRoutes(call.shop, call.origin),
      _links: { up: [{ href: `${call.origin}/wp-json/` }] },
    },
  }),
  "GET /system_status": systemStatus,
  "GET /reports": (call) => ({
    status: 200,
    body: REPORTS.map((slug) => ({
      slug,
      description: `${slug} report.`,
      _links: links(["GET"], `${call.origin}/wp-json/wc/v3/reports/${slug}`, `${call.origin}/wp-json/wc/v3/reports`),
    })),
  }),
  "GET /reports/orders/totals": (call) => ({
    status: 200,
    body: totals(call.shop.orders.values(), ORDER_STATUSES, (order) => order.status),
  }),
  "GET /reports/products/totals": (call) => ({
    status: 200,
    body: totals(
      call.shop.products.values(),
      {
        external: "External/Affiliate product",
        grouped: "Grouped product",
        simple: "Simple product",
        variable: "Variable product",
      },
      (product) => product.type,
    ),
  }),
  "GET /reports/customers/totals": (call) => ({
    status: 200,
    body: totals(
      call.shop.customers.values(),
      { paying: "Paying customer", non_paying: "Non-paying customer" },
      () => "non_paying",
    ),
  }),
  "GET /reports/coupons/totals": (call) => ({
    status: 200,
    body: totals(
      call.shop.coupons.values(),
      { percent: "Percentage discount", fixed_cart: "Fixed cart discount", fixed_product: "Fixed product discount" },
      (coupon) => String(coupon.fields["discount_type"]),
    ),
  }),
  "GET /reports/sales": sales,
  "GET /reports/top_sellers": () => ({ status: 200, body: [] }),
  "GET /payment_gateways": (call) => ({
    status: 200,
    body: [
      gateway(call, "bacs", "Direct bank transfer", 3),
      gateway(call, "cheque", "Check payments", 4),
      gateway(call, "cod", "Cash on delivery", 5),
    ],
  }),
  "GET /shipping_methods": (call) => {
    const base = `${call.origin}/wp-json/wc/v3/shipping_methods`;
    return {
      status: 200,
      body: SHIPPING_METHODS.map(([id, title]) => ({
        id,
        title,
        description: `${title}.`,
        _links: links(["GET"], `${base}/${id}`, base),
      })),
    };
  },
  "GET /data/countries/:location": (call) => {
    const base = `${call.origin}/wp-json/wc/v3/data/countries`;
    const code = String(call.at["location"]);
    return {
      status: 200,
      body: {
        code: code.toUpperCase(),
        name: code.toUpperCase(),
        states: [],
        _links: links(["GET"], `${base}/${code}`, base),
      },
    };
  },
  "GET /data/continents/:location": (call) => {
    const base = `${call.origin}/wp-json/wc/v3/data/continents`;
    const code = String(call.at["location"]);
    return {
      status: 200,
      body: {
        code: code.toUpperCase(),
        name: "Europe",
        countries: [],
        _links: links(["GET"], `${base}/${code}`, base),
      },
    };
  },
};
