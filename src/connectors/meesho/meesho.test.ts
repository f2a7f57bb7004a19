import { startSandbox } from "../../sandboxes/meesho/index.ts";
import { describeConformance } from "../kit/conformance/suite.ts";
import { connector } from "./index.ts";

describeConformance({
  proves: ["B13"],
  connector,
  startSandbox,
  // What the orders report has: a state, a word for the status, and what Meesho pays with tax.
  // Columns of the orders report in the sheet (section 5).
  golden: {
    order: {
      contact: "absent",
      "shipTo.region": "Kerala",
      "shipTo.country": "IN",
      gateway: "Meesho",
      status: "processing",
      financial: "pending",
      fulfilment: "unfulfilled",
      currency: "INR",
      taxIncluded: "true",
      subtotal: "37.50",
    },
    lacks: {
      "name, email, phone": "The reports tell nothing of the buyer but the state.",
      "shipTo.name, shipTo.company, shipTo.line1, shipTo.line2, shipTo.city, shipTo.postcode, shipTo.phone, billTo":
        "The reports tell nothing of the address but the state.",
      "note, tags": "The reports have no such columns.",
      "tax, shipping, fees": "Prices contain tax and commission; fees stand in the payments report.",
      payments: "Meesho collects the money and pays it out.",
      "parcel.tracking, parcel.carrier, parcel.trackingUrl, parcel.shippedAt": "The courier is Meesho's own.",
    },
  },
  sizes: { products: 5, orders: 1_200 },
  survivors: {
    "access: connecting proves nothing": "There is nothing to prove: files are carried over by a person.",
    "order: placed an hour off: local time read as UTC":
      "The reports tell the day alone: an hour later is the same day.",
  },
});
