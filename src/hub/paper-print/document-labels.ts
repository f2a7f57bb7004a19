/** What papers say beside their figures, in each of their languages. */
import type { DocumentLanguage, DocumentLineKind, DocumentNote } from "../invoices/document.ts";

interface PrintLabels {
  readonly invoice: string;
  readonly taxInvoice: string;
  readonly creditNote: string;
  readonly number: string;
  readonly date: string;
  readonly order: string;
  readonly ordered: string;
  readonly from: string;
  readonly to: string;
  readonly shipTo: string;
  readonly taxId: string;
  readonly vatId: string;
  readonly registration: string;
  readonly placeOfSupply: string;
  readonly corrects: (number: string, date: string) => string;
  readonly reason: string;
  readonly item: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly net: string;
  readonly taxable: string;
  readonly rate: string;
  readonly tax: string;
  readonly vat: string;
  readonly amount: string;
  readonly discount: string;
  readonly total: string;
  readonly credit: string;
  readonly pricesWithTax: string;
  readonly pricesWithoutTax: string;
  readonly notKnown: string;
  readonly taxSummary: string;
  readonly signatory: string;
  readonly continued: string;
  readonly page: (page: number, of: number) => string;
  readonly kinds: Readonly<Record<Exclude<DocumentLineKind, "goods">, string>>;
  readonly notes: Readonly<Record<DocumentNote, string>>;
}

export const printLabels: Readonly<Record<DocumentLanguage, PrintLabels>> = {
  en: {
    invoice: "Invoice",
    taxInvoice: "Tax invoice",
    creditNote: "Credit note",
    number: "Number",
    date: "Date",
    order: "Order",
    ordered: "Ordered",
    from: "From",
    to: "Bill to",
    shipTo: "Ship to",
    taxId: "Tax ID",
    vatId: "VAT ID",
    registration: "Registration",
    placeOfSupply: "Place of supply",
    corrects: (number, date) => `Corrects invoice ${number} of ${date}.`,
    reason: "Reason",
    item: "Item",
    quantity: "Qty",
    unitPrice: "Unit price",
    net: "Net",
    taxable: "Taxable value",
    rate: "Rate",
    tax: "Tax",
    vat: "VAT",
    amount: "Amount",
    discount: "Discount",
    total: "Total",
    credit: "Total credited",
    pricesWithTax: "Unit prices include tax.",
    pricesWithoutTax: "Unit prices are without tax.",
    notKnown: "not known",
    taxSummary: "Tax by rate",
    signatory: "Authorised signatory",
    continued: "continued",
    page: (page, of) => `Page ${page} of ${of}`,
    kinds: { discount: "Discount", shipping: "Shipping", fees: "Fees", rounding: "Rounding", other: "Other amounts" },
    notes: {
      reverse_charge: "Reverse charge: VAT is to be accounted for by the recipient.",
      export: "Supply to another country: no tax charged.",
      tax_per_line_unknown:
        "The sales channel tells the tax of the order as a whole. The tax of each line is not known.",
      tax_unknown: "The sales channel does not tell the tax contained in these amounts.",
      tax_by_product_rate: "Tax computed at the rates of the products; the sales channel does not tell it.",
      price_reduction: "Lines without a quantity are reductions of the price.",
      cancels: "This credit note cancels the invoice.",
    },
  },
  ar: {
    invoice: "فاتورة",
    taxInvoice: "فاتورة ضريبية",
    creditNote: "إشعار دائن",
    number: "الرقم",
    date: "التاريخ",
    order: "الطلب",
    ordered: "تاريخ الطلب",
    from: "من",
    to: "إلى",
    shipTo: "عنوان الشحن",
    taxId: "الرقم الضريبي",
    vatId: "رقم ضريبة القيمة المضافة",
    registration: "السجل التجاري",
    placeOfSupply: "مكان التوريد",
    corrects: (number, date) => `يصحح الفاتورة ${number} بتاريخ ${date}.`,
    reason: "السبب",
    item: "الصنف",
    quantity: "الكمية",
    unitPrice: "سعر الوحدة",
    net: "الصافي",
    taxable: "القيمة الخاضعة",
    rate: "النسبة",
    tax: "الضريبة",
    vat: "ض.ق.م",
    amount: "المبلغ",
    discount: "خصم",
    total: "الإجمالي",
    credit: "إجمالي المبلغ الدائن",
    pricesWithTax: "أسعار الوحدات شاملة الضريبة.",
    pricesWithoutTax: "أسعار الوحدات غير شاملة الضريبة.",
    notKnown: "غير معروفة",
    taxSummary: "الضريبة حسب النسبة",
    signatory: "المفوض بالتوقيع",
    continued: "تابع",
    page: (page, of) => `صفحة ${page} من ${of}`,
    kinds: { discount: "خصم", shipping: "الشحن", fees: "رسوم", rounding: "تقريب", other: "مبالغ أخرى" },
    notes: {
      reverse_charge: "احتساب عكسي: يلتزم المستلم بضريبة القيمة المضافة.",
      export: "توريد إلى دولة أخرى: لم تُحتسب ضريبة.",
      tax_per_line_unknown: "تذكر قناة البيع ضريبة الطلب كله. ضريبة كل سطر غير معروفة.",
      tax_unknown: "لا تذكر قناة البيع الضريبة المتضمنة في هذه المبالغ.",
      tax_by_product_rate: "حُسبت الضريبة بنسب المنتجات؛ فقناة البيع لا تذكرها.",
      price_reduction: "الأسطر التي بلا كمية تخفيض للسعر.",
      cancels: "هذا الإشعار الدائن يلغي الفاتورة.",
    },
  },
};
