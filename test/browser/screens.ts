/** Every screen of the dashboard, as axe looks at it and as `npm run screens` draws it. One entry a screen. */
import { automationScreens } from "./automation-screens.ts";
import type { Screen } from "./screen.ts";
import { pressed, shownBy, taken } from "./screen-acts.ts";
import {
  batchOf,
  courierSettings,
  firstCustomer,
  firstOf,
  firstOrder,
  planOf,
  priceEdit,
  priceEdits,
  stepOf,
  webhookEndpoint,
} from "./screen-paths.ts";

export const screens: readonly Screen[] = [
  { name: "sign-in", path: () => "/sign-in", ready: "input[type=email]", by: "a stranger" },
  { name: "sign-up", path: () => "/sign-up", ready: "input[type=email]", by: "a stranger" },
  { name: "forgot", path: () => "/forgot", ready: 'a[href="/sign-in"]', by: "a stranger" },
  {
    name: "reset-password",
    path: () => "/reset-password?token=mailed",
    ready: "input[type=password]",
    by: "a stranger",
  },
  { name: "setup", path: () => "/setup?token=printed", ready: "main button", by: "a newcomer" },
  { name: "welcome", path: () => "/welcome", ready: "main form", by: "a newcomer" },
  { name: "invitation", path: ({ invitation }) => invitation, ready: "main button", by: "a newcomer" },
  { name: "start", path: () => "/start", ready: "[data-provider]" },
  { name: "order", path: firstOrder, ready: "[data-line]" },
  {
    name: "order-refund",
    path: firstOrder,
    ready: "[data-line]",
    before: async (page) => {
      await page.locator("main button[aria-haspopup=menu]").last().click();
      await page.getByRole("menuitem", { name: /^(Refund|استرداد)$/ }).click();
      await page.getByRole("dialog").locator("dl").waitFor();
    },
  },
  {
    name: "order-pickup",
    path: () => "/orders?toShip=true",
    ready: "[role=dialog] form",
    before: async (page) => {
      await page.locator("[data-row] a").first().click();
      await page.locator("[data-line]").first().waitFor();
      await page.locator("main button[aria-haspopup=menu]").last().click();
      await page.getByRole("menuitem", { name: /^(Have it picked up|استلام من)/ }).click();
    },
  },
  { name: "order-new", path: () => "/orders/new", ready: "form" },
  {
    name: "order-ship",
    path: () => "/orders?toShip=true",
    ready: "[role=dialog] form",
    before: async (page) => {
      await page.locator("[data-row]").first().click();
      await page
        .getByRole("button", { name: /^(Ship|شحن)/ })
        .first()
        .click();
    },
  },
  {
    name: "orders-ship",
    path: () => "/orders?toShip=true",
    endsAt: "/orders/ship",
    ready: "[data-parcel]",
    before: taken(/^(Ship|شحن)/),
  },
  {
    name: "orders-picking",
    path: () => "/orders?toShip=true",
    endsAt: "/orders/picking",
    ready: "[data-picked]",
    before: taken(/^(Picking|قائمة)/),
  },
  {
    name: "order-slip",
    path: async (shown) => (await firstOrder(shown)).replace("/orders/", "/orders/slips?order="),
    ready: "[data-slip]",
  },
  {
    name: "orders-papers",
    path: async (shown) => (await firstOrder(shown)).replace("/orders/", "/orders/papers?order="),
    ready: "[data-papers]",
  },
  {
    name: "orders-book",
    path: () => "/orders?toShip=true",
    endsAt: "/orders/book",
    ready: "[data-booking]",
    before: taken(/^(Book with|حجز لدى)/),
  },
  {
    name: "order-book",
    path: () => "/orders?toShip=true",
    ready: "[role=dialog] input[type=radio]",
    before: async (page) => {
      await page.locator("[data-row]").first().click();
      await page.getByRole("button", { name: /^(Book|حجز)$/ }).click();
    },
  },
  { name: "orders-verify", path: () => "/orders/verify", ready: "main form input" },
  { name: "batch", path: batchOf, ready: "main [data-progress]" },
  { name: "batches", path: () => "/orders/batches", ready: "[data-row]" },
  {
    name: "batch-new",
    path: () => "/orders/batches",
    ready: "[role=dialog] form",
    before: pressed(/^(New batch|مجموعة جديدة)$/),
  },
  { name: "shipments", path: () => "/shipments", ready: "[data-row]" },
  { name: "shipment", path: firstOf("/shipments", "/shipments"), ready: "dl" },
  { name: "settings-shipping", path: () => "/settings/shipping", ready: "main section input:not([type=checkbox])" },
  { name: "settings-routing", path: () => "/settings/routing", ready: "[data-ranked]" },
  { name: "shipments-board", path: () => "/shipments/board", ready: "[data-parcel-card]" },
  { name: "shipments-handover", path: () => "/shipments/handover", ready: "[data-courier]" },
  { name: "shipments-money", path: () => "/shipments/money", ready: "main button" },
  {
    name: "settings-shipping-package",
    path: () => "/settings/shipping",
    ready: "[role=dialog] form",
    before: pressed(/^(Add package|إضافة عبوة)$/),
  },
  {
    name: "shipments-report",
    path: () => "/shipments/money",
    ready: "[role=dialog] form",
    before: pressed(/^(Import report|استيراد كشف)$/),
  },
  {
    name: "order-book-split",
    path: () => "/orders?toShip=true",
    ready: "[role=dialog] [data-split-parcel]",
    before: async (page) => {
      await page.locator("[data-row]").first().click();
      await page.getByRole("button", { name: /^(Book|حجز)$/ }).click();
      await page
        .getByRole("dialog")
        .getByRole("button", { name: /^(Choose items or split|اختيار الأصناف أو التقسيم)$/ })
        .click();
    },
  },
  { name: "courier-settings", path: courierSettings, ready: "main form, main input" },
  { name: "settlements", path: () => "/settlements", ready: "[data-row]" },
  { name: "settlement", path: firstOf("/settlements", "/settlements"), ready: "main [data-row]" },
  { name: "settlement-differences", path: () => "/settlements/differences", ready: "[data-row]" },
  { name: "settlement-fee-rules", path: () => "/settlements/fee-rules", ready: "[data-rule]" },
  { name: "discounts", path: () => "/discounts", ready: "main h1" },
  {
    name: "discount-new",
    path: () => "/discounts",
    ready: "[role=dialog] form",
    before: async (page) => {
      await page
        .getByRole("button", { name: /^(Add discount|إضافة خصم)$/ })
        .first()
        .click();
    },
  },
  { name: "gift-cards", path: () => "/gift-cards", ready: "main h1" },
  { name: "gift-card", path: firstOf("/gift-cards", "/gift-cards"), ready: "dl" },
  { name: "gift-card-liability", path: () => "/gift-cards/liability", ready: "main h2" },
  { name: "returns", path: () => "/returns", ready: "[data-row]" },
  { name: "return", path: firstOf("/returns", "/returns"), ready: "dl" },
  { name: "returns-desk", path: () => "/returns/desk", ready: "main form input" },
  { name: "customers", path: () => "/customers", ready: "[data-row]" },
  { name: "customers-duplicates", path: () => "/customers/duplicates", ready: "[data-row], h2" },
  { name: "customer", path: firstCustomer, ready: "address" },
  { name: "reports", path: () => "/reports", ready: "main [role=application]" },
  { name: "reports-couriers", path: () => "/reports/couriers", ready: "main h2" },
  { name: "reports-promises", path: () => "/reports/promises", ready: "main h2" },
  { name: "reports-returns", path: () => "/reports/returns", ready: "main h2" },
  { name: "reports-advertising", path: () => "/reports/advertising", ready: "main h2" },
  { name: "reports-profit", path: () => "/reports/profit?period=90d", ready: "main dl" },
  {
    name: "reports-profit-campaigns",
    path: () => "/reports/profit?period=90d",
    ready: "main .mantine-Table-td, main ul > .mantine-Paper-root",
    before: shownBy(/^(Campaigns|الحملات)$/),
  },
  {
    name: "reports-profit-cohorts",
    path: () => "/reports/profit?period=90d",
    ready: "main .mantine-Table-td, main ul > .mantine-Paper-root",
    before: shownBy(/^(First order|أول طلب)$/),
  },
  { name: "reports-margin", path: () => "/reports/margin?period=90d", ready: "[data-step=end]" },
  { name: "reports-losing", path: () => "/reports/losing?period=90d", ready: "[data-row], main h2" },
  { name: "reports-marketing", path: () => "/reports/marketing?period=90d", ready: "main dl" },
  { name: "advertising-campaigns", path: () => "/reports/advertising/campaigns", ready: "main h2" },
  { name: "advertising-spend", path: () => "/reports/advertising/spend", ready: "main h2, [data-row]" },
  { name: "reports-products", path: () => "/reports/products", ready: "[data-row]" },
  { name: "channel-add", path: () => "/channels/add", ready: "[data-provider]" },
  { name: "connect", path: () => "/channels/connect/custom_api", ready: "#field-manifest" },
  { name: "connect-check", path: (shown) => stepOf(shown, "check"), ready: "dl" },
  { name: "connect-choose", path: (shown) => stepOf(shown, "choose"), ready: "input[type=radio]" },
  { name: "connect-plan", path: planOf, ready: "[data-group]" },
  { name: "channel-settings", path: ({ stores }) => `/channels/${stores[0]?.id}?tab=settings`, ready: "dl" },
  { name: "home", path: () => "/", ready: "section svg" },
  { name: "orders", path: () => "/orders", ready: "[data-row]" },
  { name: "channels", path: () => "/channels", ready: "[data-row]" },
  { name: "store-failing", path: ({ failing }) => `/channels/${failing.id}`, ready: "dl" },
  {
    name: "store-metrics",
    path: ({ stores }) => `/channels/${stores[0]?.id}?tab=metrics`,
    ready: "main [role=application]",
  },
  { name: "store-health", path: ({ stores }) => `/channels/${stores[0]?.id}`, ready: "dl" },
  { name: "store-activity", path: ({ stores }) => `/channels/${stores[0]?.id}?tab=activity`, ready: "[data-row]" },
  { name: "store-deliveries", path: ({ stores }) => `/channels/${stores[0]?.id}?tab=deliveries`, ready: "[data-row]" },
  { name: "store-links", path: ({ stores }) => `/channels/${stores[0]?.id}?tab=links`, ready: "[data-row]" },
  { name: "store-rules", path: ({ stores }) => `/channels/${stores[0]?.id}?tab=rules`, ready: "section" },
  { name: "store-sync", path: ({ stores }) => `/channels/${stores[0]?.id}?tab=sync`, ready: "section" },
  { name: "inbox", path: () => "/inbox", ready: "h2, [data-row]" },
  { name: "conflicts", path: () => "/inbox/conflicts", ready: "h2, [data-row]" },
  { name: "messages", path: () => "/inbox/messages", ready: "h2, [data-row]" },
  { name: "inbox-orders", path: () => "/inbox/orders", ready: "h2, [data-row]" },
  { name: "runs", path: () => "/channels/activity", ready: "[data-row]" },
  { name: "run", path: firstOf("/runs", "/channels/activity"), ready: "dl" },
  { name: "settings-organization", path: () => "/settings/organization", ready: "dl" },
  { name: "invoices", path: () => "/invoices", ready: "h2, [data-row]" },
  { name: "settings-invoices", path: () => "/settings/invoices", ready: "main form, main [data-row]" },
  { name: "settings-team", path: () => "/settings/team", ready: "table td, [role=list] li, ul li" },
  { name: "settings-api-keys", path: () => "/settings/api-keys", ready: "main h2" },
  { name: "settings-webhooks", path: () => "/settings/webhooks", ready: "main h2" },
  { name: "settings-webhook", path: webhookEndpoint, ready: "main [data-row]" },
  { name: "settings-notifications", path: () => "/settings/notifications", ready: "main table" },
  { name: "settings-account", path: () => "/settings/account", ready: "main form" },
  ...automationScreens,
  { name: "audit", path: () => "/settings/audit", ready: "[data-row]" },
  { name: "admin-organizations", path: () => "/settings/admin/organizations", ready: "[data-row]" },
  { name: "admin-users", path: () => "/settings/admin/users", ready: "[data-row]" },
  { name: "admin-work", path: () => "/settings/admin/work", ready: "dl" },
  { name: "admin-audit", path: () => "/settings/admin/audit", ready: "[data-row], h2" },
  { name: "products", path: () => "/products", ready: "[data-row]" },
  {
    name: "product-new",
    path: () => "/products/new",
    ready: "tr[data-variant]",
    isSheet: true,
    before: async (page) => {
      await page.getByRole("button", { name: /^(Add option|إضافة خيار)$/ }).click();
      await page.getByLabel(/^(Option 1|الخيار 1)$/).fill("Size");
      for (const size of ["S", "M", "L"]) {
        await page.getByRole("combobox", { name: /^(Values of option 1|قيم الخيار 1)$/ }).fill(size);
        await page.keyboard.press("Enter");
      }
    },
  },
  { name: "categories", path: () => "/products/categories", ready: "table, h2" },
  { name: "price-edit-new", path: () => "/products/prices", ready: "main input:not([type=radio])" },
  { name: "price-edits", path: priceEdits, ready: "[data-row]" },
  { name: "price-edit", path: priceEdit, ready: "[data-row]" },
  { name: "listing-drafts", path: () => "/products/listings", ready: "main h2" },
  { name: "imports", path: () => "/products/imports", ready: "[data-row]" },
  { name: "import", path: firstOf("/imports", "/products/imports"), ready: "[data-row], table" },
  {
    name: "product",
    path: async ({ seller }) => {
      const { items } = await seller.get<{ items: { id: string }[] }>("/products?q=SOAP-LAUREL");
      return `/products/${items[0]?.id}`;
    },
    ready: "main section [data-row]",
  },
  {
    name: "product-variants",
    path: async ({ seller }) => {
      const { items } = await seller.get<{ items: { id: string }[] }>("/products?q=SOAP-LAUREL");
      return `/products/${items[0]?.id}/variants`;
    },
    ready: "tr[data-variant]",
    isSheet: true,
  },
  { name: "inventory", path: () => "/inventory", ready: "[data-row]" },
  { name: "low-stock", path: () => "/inventory/low-stock", ready: "[data-row], h2" },
  { name: "lots", path: () => "/inventory/lots", ready: "[data-row]" },
  {
    name: "lot",
    path: async ({ seller }) => {
      const { items } = await seller.get<{ items: { variantId: string; lot: string }[] }>("/lots");
      return `/inventory/lots/${items[0]?.variantId}/${items[0]?.lot}`;
    },
    ready: "dl",
    isSheet: true,
  },
  { name: "stock-history", path: () => "/inventory/history", ready: "[data-row]" },
  { name: "stock-documents", path: () => "/inventory/documents", ready: "[data-row]" },
  {
    name: "stock-document",
    path: firstOf("/stock-documents", "/inventory/documents"),
    ready: "table, [data-line]",
    isSheet: true,
  },
  { name: "purchase-orders", path: () => "/inventory/purchase-orders", ready: "[data-row]" },
  {
    name: "purchase-order",
    path: firstOf("/purchase-orders?state=partly_received", "/inventory/purchase-orders"),
    ready: "table",
    isSheet: true,
  },
  { name: "suppliers", path: () => "/inventory/suppliers", ready: "[data-row]" },
  { name: "point-of-sale", path: () => "/point-of-sale", ready: "main h2" },
  {
    name: "point-of-sale-terminal",
    path: () => "/point-of-sale",
    ready: "[role=dialog] input[type=password]",
    before: pressed(/^(Card terminal|جهاز البطاقات)/),
  },
  { name: "costs", path: () => "/inventory/costs", ready: "[role=radiogroup]" },
  {
    name: "cost-history",
    path: firstOf("/products", "/products"),
    ready: "[role=dialog] [data-row], [role=dialog] p",
    before: async (page) => {
      await page
        .getByRole("button", { name: /^(Cost history of|سجل تكاليف)/ })
        .first()
        .click();
      await page.getByRole("dialog").waitFor();
    },
  },
  { name: "stock-counts", path: () => "/inventory/counts", ready: "[data-row]" },
  { name: "stock-count", path: firstOf("/stock-counts", "/inventory/counts"), ready: "[data-row], table" },
  { name: "locations", path: () => "/inventory/locations", ready: "[data-row], table" },
  {
    name: "location",
    path: () => "/inventory/locations",
    ready: "[role=dialog] form",
    before: pressed(/^(Edit location|تعديل الموقع)$/),
  },
  {
    name: "variant-stock",
    path: async ({ seller }) => {
      const { items } = await seller.get<{ items: { id: string }[] }>("/variants?q=SOAP-LAUREL");
      return `/inventory/variants/${items[0]?.id}`;
    },
    ready: "[data-row]",
  },
];

/** Addresses without a picture of their own, and why. */
export const NOT_DRAWN: Readonly<Record<string, string>> = {
  "/products/listings/$storeId/$categoryKey": "needs a marketplace; its own test draws it",
  "/settings": "leads on to the organization's settings or the team",
  "/settings/admin": "leads on to the list of organizations",
};
