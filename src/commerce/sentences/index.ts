/** Every sentence of the hub by its code. */
import { alertSentences } from "./alerts.ts";
import { checkSentences } from "./checks.ts";
import { costSentences } from "./costs.ts";
import { flowSentences } from "./flows.ts";
import { importSentences } from "./imports.ts";
import { invoiceSentences } from "./invoices.ts";
import { mailSentences } from "./mails.ts";
import { marketingSentences } from "./marketing.ts";
import { orderSentences } from "./orders.ts";
import { platformSentences } from "./platform.ts";
import { priceSentences } from "./prices.ts";
import { productSentences } from "./products.ts";
import { purchaseSentences } from "./purchases.ts";
import { refusalSentences } from "./refusals.ts";
import { shipmentSentences } from "./shipments.ts";
import { stockSentences } from "./stock.ts";
import { webhookSentences } from "./webhooks.ts";

/** Those that stand on screens: what only mails say is no load of theirs. */
export const screenSentences = {
  ...alertSentences,
  ...checkSentences,
  ...costSentences,
  ...flowSentences,
  ...importSentences,
  ...invoiceSentences,
  ...marketingSentences,
  ...orderSentences,
  ...platformSentences,
  ...priceSentences,
  ...productSentences,
  ...purchaseSentences,
  ...refusalSentences,
  ...shipmentSentences,
  ...stockSentences,
  ...webhookSentences,
} as const;

/**
 * `{{gap}}` is filled; `$t(code)` is another sentence, a status for instance. A gap named `count` chooses between one and
 * other; a gap whose name ends in `At` is a moment.
 */
export const sentences = { ...screenSentences, ...mailSentences } as const;
