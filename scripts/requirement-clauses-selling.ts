/** What is required: every clause with a short wording of its own, and what of it is not there yet. */
import type { Clauses } from "./requirements-table.ts";

export const sellingClauses: Clauses = {
  F1: {
    says: "A code entered at the till is checked against the platform, and the basket reckoned anew",
    lacks: "The register does not ask channels for codes yet, and Shopify and WooCommerce tell none",
  },
  F2: "A gift card is asked for its balance and redeemed, once",
  F3: {
    says: "Services of a connection: product, order, customer, discount, gift card, one way to ask for each",
    lacks: "No customer is made on a channel: it says so",
  },
  F4: "A register screen: scan or search, basket, customer, pay, receipt, with or without network",
  G1: "Courier accounts: serviceability, rates, booking, labels, pickups, cancelling, tracking, cash and returns",
  G2: "From an order ready to ship to tracking on the channel and the buyer told; what comes back changes order and stock",
  G3: "Labels one by one and in bulk",
  H1: "Ad spend by day and campaign, each night at 00:30 and on demand",
  H2: {
    says: "Profit of order, product, channel, campaign, cohort and day, made anew when an input changes",
    lacks: "Flipkart's fees come by file alone: its report API is paid and publishes no columns",
  },
};
