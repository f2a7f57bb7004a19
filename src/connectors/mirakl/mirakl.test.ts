import { startSandbox } from "../../sandboxes/mirakl/index.ts";
import { describeConformance } from "../kit/conformance/suite.ts";
import { connector } from "./index.ts";
import { spec } from "./spec.ts";

describeConformance({
  connector,
  startSandbox,
  spec,
  // Three pages of a hundred.
  sizes: { products: 230, orders: 230 },
  calls: { fulfil: 5, cancel: 5, refund: 5, stock: 4 },
  best: { stockCalls: 22, why: "A file of a thousand lines (STO01), read before and after by pages of a hundred." },
  survivors: {
    "order: units kept out of sale by a refund are told as put back": "A refund tells nothing of stock.",
    "command: a refund that is only booked is paid": "Told in commands.test.ts: none is only booked.",
    "order: one that was edited down keeps its first sum": "Mirakl edits no orders.",
    "order: the address of one that was read before stays as it was": "No address of a placed order changes there.",
    "product: categories are lost": "Told in stock.test.ts; the suite's goods name none.",
    "product: the brand is lost": "Told in stock.test.ts; the suite's goods name none.",
    "access: the published limit is not kept":
      "The suite lists orders fewer than sixty times an hour, and asks of a file when its look is due.",
  },
  skips: {
    "products: a product of 120 variants is told whole": "An offer is one item; there are no variants.",
  },
  // The address and names are the sandbox's; prices hold a fifth of tax, as the order's mode TAX_INCLUDED says.
  golden: {
    order: {
      email: "notification+order_01004-a@notification.mirakl.net",
      contact: "relay",
      "shipTo.company": "Analytical Engines",
      "shipTo.line1": "12 rue de Rivoli",
      "shipTo.line2": "2e étage, Ring twice",
      "shipTo.city": "Paris",
      "shipTo.region": "Île-de-France",
      "shipTo.postcode": "75001",
      "shipTo.country": "FR",
      billTo: "Ada King Lovelace, 12 rue de Rivoli, Paris, 75001, FR",
      gateway: "Visa",
      currency: "EUR",
      taxIncluded: "true",
      tax: "8.29",
      shipping: "5.00",
      "line.tax": "6.25",
    },
    lacks: {
      "note, tags": "Orders of Mirakl have neither; buyers write messages.",
      payments: "An order tells when its buyer was charged, and no payments.",
      "product.family, product.options, product.dimensions":
        "An offer is one item of the marketplace's own catalogue, which sellers do not see as families.",
      "parcel.severalNumbers": "A parcel has one tracking number.",
      "refund.reason": "A refund has a code of the operator's list.",
      "refund.restock": "Refunding says nothing of stock: quantities are written by the stock file alone.",
      "cancel.restock": "No source says that the marketplace puts units back; nothing is assumed to be.",
    },
  },
});
