/** Of invoices and credit notes. */
export const invoiceSentences = {
  "order.invoiced": "Invoice {{number}} issued.",
  "order.credited": "Credit note {{number}} issued for invoice {{invoice}}.",
  "order.invoiceCancelled": "Invoice {{invoice}} cancelled by credit note {{number}}.",
  "alert.invoice_failed.title": "Couldn't issue the invoice of order {{order}}",
  "refused.invoiceExists": "Order {{order}} has invoice {{number}} already. Cancel it with a credit note first.",
  "refused.invoiceSeller": "Fill in your legal name and address under Settings, Invoices first.",
  "refused.invoiceSellerGstin": "Fill in your GSTIN under Settings, Invoices first.",
  "refused.invoicePlace": "The delivery address names no state of India. Choose the place of supply.",
  "refused.invoiceSeveralGstin": "The order leaves locations with different GSTINs. Ship it from one of them.",
  "refused.invoiceTotalHidden": "The channel doesn't tell this order's total, so no invoice can be made from it.",
  "refused.invoiceCancelled": "A cancelled order gets no invoice.",
  "refused.invoiceNumberTaken":
    "Number {{number}} was given before. Change the series' number pattern under Settings, Invoices.",
  "refused.invoiceNumberLong":
    "Number {{number}} is longer than the 16 signs GST allows. Shorten the series' number pattern.",
  "refused.creditTooMuch": "The credit note would give back more than is left of the invoice.",
  "refused.creditNothingLeft": "Credit notes have given back the whole invoice already.",
} as const;
