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
  "refused.invoiceSeveralGstin": "The order ships from locations with different GSTINs. Ship it from one of them.",
  "refused.invoiceTotalHidden": "The channel doesn't send this order's total, so it can't be invoiced.",
  "refused.invoiceCancelled": "A cancelled order gets no invoice.",
  "refused.invoiceNumberTaken":
    "Number {{number}} is already used. Change the series' number pattern under Settings, Invoices.",
  "refused.invoiceNumberLong":
    "Number {{number}} is longer than the 16 characters GST allows. Shorten the series' number pattern.",
  "refused.creditTooMuch": "The credit note would be more than what is left of the invoice.",
  "refused.creditNothingLeft": "Credit notes already cover the whole invoice.",
} as const;
