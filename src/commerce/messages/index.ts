/** The hub's messages by their codes, without those of mails. */
import { alertMessages } from "./alerts.ts";
import { automationMessages } from "./automations.ts";
import { checkMessages } from "./checks.ts";
import { costMessages } from "./costs.ts";
import { flowMessages } from "./flows.ts";
import { importMessages } from "./imports.ts";
import { invoiceMessages } from "./invoices.ts";
import { listingMessages } from "./listing.ts";
import { logMessages } from "./log.ts";
import { marketingMessages } from "./marketing.ts";
import { mergingMessages } from "./merging.ts";
import { orderMessages } from "./orders.ts";
import { packingMessages } from "./packing.ts";
import { platformMessages } from "./platform.ts";
import { priceMessages } from "./prices.ts";
import { productMessages } from "./products.ts";
import { promotionMessages } from "./promotions.ts";
import { purchaseMessages } from "./purchases.ts";
import { refusalMessages } from "./refusals.ts";
import { routingMessages } from "./routing.ts";
import { serviceMessages } from "./services.ts";
import { shipmentMessages } from "./shipments.ts";
import { stockMessages } from "./stock.ts";
import { webhookMessages } from "./webhooks.ts";

/** What stands on screens: what only mails say is no load of theirs. */
export const screenMessages = {
  ...alertMessages,
  ...automationMessages,
  ...checkMessages,
  ...costMessages,
  ...flowMessages,
  ...importMessages,
  ...invoiceMessages,
  ...listingMessages,
  ...logMessages,
  ...marketingMessages,
  ...mergingMessages,
  ...orderMessages,
  ...packingMessages,
  ...platformMessages,
  ...priceMessages,
  ...productMessages,
  ...promotionMessages,
  ...purchaseMessages,
  ...refusalMessages,
  ...routingMessages,
  ...serviceMessages,
  ...shipmentMessages,
  ...stockMessages,
  ...webhookMessages,
} as const;
