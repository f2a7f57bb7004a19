/** Of invoices and credit notes. */
export const invoiceMessages = {
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
  "refused.ewayBill": "{{number}} is not a GST invoice in rupees. E-way bills are made of those only.",
  "refused.ewayBillFromPin": "Invoice {{number}} has no PIN code of the seller. Add it under Settings, Invoices.",
  "refused.ewayBillToPin": "Invoice {{number}} has no six-digit PIN code in its delivery address.",
  "refused.ewayBillHsn": "{{item}} on invoice {{number}} has no HSN code of 4, 6 or 8 digits. Add it to the product.",
  "refused.ewayBillGoods": "Invoice {{number}} has no goods. E-way bills are for goods only.",
  "refused.ewayBillDistance":
    "Invoice {{number}} stays within one PIN code, where the portal takes 100 km at most. Enter a shorter distance.",
  "refused.ewayBillTax":
    "The tax rate of {{item}} on invoice {{number}} is not known. Enter that invoice by hand at the portal.",
  "refused.creditTooMuch": "The credit note would be more than what is left of the invoice.",
  "refused.creditNothingLeft": "Credit notes already cover the whole invoice.",
} as const;
