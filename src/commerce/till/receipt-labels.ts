/** What receipts and Z reports say beside their figures. */
import type { TillPaymentKind } from "./types.ts";

export type ReceiptLanguage = "en" | "ar";

interface Texts {
  readonly receipt: string;
  readonly returned: string;
  readonly quote: string;
  readonly layaway: string;
  readonly validUntil: string;
  readonly left: string;
  readonly voided: string;
  readonly number: string;
  readonly order: string;
  readonly date: string;
  readonly customer: string;
  readonly discount: string;
  readonly rounding: string;
  readonly total: string;
  readonly change: string;
  readonly tip: string;
  readonly tipsOf: (name: string) => string;
  readonly thanks: string;
  readonly taxId: (id: string) => string;
  readonly each: (price: string) => string;
  readonly serial: (serial: string) => string;
  readonly batch: (batch: string) => string;
  readonly slip: (reference: string) => string;
  /** A tax that prices contain, and one that is added. */
  readonly within: (tax: string) => string;
  readonly plus: (tax: string) => string;
  readonly taxed: (tax: string) => string;
  readonly zReport: (number: number) => string;
  readonly running: string;
  readonly opened: string;
  readonly closed: string;
  readonly sales: string;
  readonly returns: string;
  readonly collected: string;
  readonly float: string;
  readonly expected: string;
  readonly counted: string;
  readonly difference: string;
  readonly mail: { readonly subject: (seller: string, number: string) => string; readonly text: string };
  readonly kinds: Readonly<Record<TillPaymentKind, string>>;
}

export const receiptLabels: Readonly<Record<ReceiptLanguage, Texts>> = {
  en: {
    receipt: "Receipt",
    returned: "Return receipt",
    quote: "Quote",
    layaway: "Layaway",
    validUntil: "Valid until",
    left: "Left to pay",
    voided: "VOIDED",
    number: "Number",
    order: "Order",
    date: "Date",
    customer: "Customer",
    discount: "Discounts",
    rounding: "Cash rounding",
    total: "Total",
    change: "Change",
    tip: "Tip",
    tipsOf: (name) => `Tips of ${name}`,
    thanks: "Thank you",
    taxId: (id) => `Tax ID ${id}`,
    each: (price) => `${price} each`,
    serial: (serial) => `Serial number ${serial}`,
    batch: (batch) => `Batch ${batch}`,
    slip: (reference) => `Slip ${reference}`,
    within: (tax) => `Includes ${tax}`,
    plus: (tax) => tax,
    taxed: (tax) => `Taxed at ${tax}`,
    zReport: (number) => `Z report ${number}`,
    running: "X report",
    opened: "Opened",
    closed: "Closed",
    sales: "Sales",
    returns: "Returns",
    collected: "Web orders paid at pickup",
    float: "Opening cash",
    expected: "Expected in the drawer",
    counted: "Counted",
    difference: "Difference",
    mail: {
      subject: (seller, number) => `Your receipt ${number} from ${seller}`,
      text: "Your receipt is attached. Thank you for your purchase.",
    },
    kinds: { cash: "Cash", card: "Card", gift_card: "Gift card", other: "Other", deposit: "Deposit" },
  },
  ar: {
    receipt: "إيصال",
    returned: "إيصال إرجاع",
    quote: "عرض سعر",
    layaway: "حجز بعربون",
    validUntil: "صالح حتى",
    left: "المتبقي",
    voided: "ملغى",
    number: "الرقم",
    order: "الطلب",
    date: "التاريخ",
    customer: "العميل",
    discount: "الخصومات",
    rounding: "تقريب النقد",
    total: "الإجمالي",
    change: "الباقي",
    tip: "إكرامية",
    tipsOf: (name) => `إكراميات ${name}`,
    thanks: "شكرًا لكم",
    taxId: (id) => `الرقم الضريبي ${id}`,
    each: (price) => `${price} للوحدة`,
    serial: (serial) => `الرقم التسلسلي ${serial}`,
    batch: (batch) => `التشغيلة ${batch}`,
    slip: (reference) => `قسيمة ${reference}`,
    within: (tax) => `يشمل ${tax}`,
    plus: (tax) => tax,
    taxed: (tax) => `الخاضع لـ ${tax}`,
    zReport: (number) => `تقرير Z رقم ${number}`,
    running: "تقرير X",
    opened: "فُتحت",
    closed: "أُغلقت",
    sales: "المبيعات",
    returns: "المرتجعات",
    collected: "طلبات الويب المدفوعة عند الاستلام",
    float: "النقد عند الفتح",
    expected: "المتوقع في الدرج",
    counted: "المعدود",
    difference: "الفرق",
    mail: {
      subject: (seller, number) => `إيصالك ${number} من ${seller}`,
      text: "إيصالك مرفق. شكرًا لتسوقك معنا.",
    },
    kinds: { cash: "نقدًا", card: "بطاقة", gift_card: "بطاقة هدية", other: "أخرى", deposit: "عربون" },
  },
};
