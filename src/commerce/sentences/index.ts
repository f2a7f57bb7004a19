/** The hub's sentences by their codes, without those of mails. */
import { alertSentences } from "./alerts.ts";
import { checkSentences } from "./checks.ts";
import { costSentences } from "./costs.ts";
import { flowSentences } from "./flows.ts";
import { importSentences } from "./imports.ts";
import { invoiceSentences } from "./invoices.ts";
import { logSentences } from "./log.ts";
import { marketingSentences } from "./marketing.ts";
import { orderSentences } from "./orders.ts";
import { platformSentences } from "./platform.ts";
import { priceSentences } from "./prices.ts";
import { productSentences } from "./products.ts";
import { promotionSentences } from "./promotions.ts";
import { purchaseSentences } from "./purchases.ts";
import { refusalSentences } from "./refusals.ts";
import { serviceSentences } from "./services.ts";
import { shipmentSentences } from "./shipments.ts";
import { stockSentences } from "./stock.ts";
import { webhookSentences } from "./webhooks.ts";

/** What stands on screens: what only mails say is no load of theirs. */
export const screenSentences = {
  ...alertSentences,
  ...checkSentences,
  ...costSentences,
  ...flowSentences,
  ...importSentences,
  ...invoiceSentences,
  ...logSentences,
  ...marketingSentences,
  ...orderSentences,
  ...platformSentences,
  ...priceSentences,
  ...productSentences,
  ...promotionSentences,
  ...purchaseSentences,
  ...refusalSentences,
  ...serviceSentences,
  ...shipmentSentences,
  ...stockSentences,
  ...webhookSentences,
} as const;
