/** What purchase orders say beside their figures, in each language of papers. */
import type { DocumentLanguage } from "../invoices/document.ts";

interface PrintLabels {
  readonly title: string;
  readonly number: string;
  readonly date: string;
  readonly expected: string;
  readonly reference: string;
  readonly terms: string;
  readonly supplier: string;
  readonly buyer: string;
  readonly deliverTo: string;
  readonly item: string;
  readonly quantity: string;
  readonly unitCost: string;
  readonly amount: string;
  readonly total: string;
  readonly note: string;
  readonly page: (page: number, of: number) => string;
}

export const purchaseLabels: Readonly<Record<DocumentLanguage, PrintLabels>> = {
  en: {
    title: "Purchase order",
    number: "Number",
    date: "Date",
    expected: "Expected",
    reference: "Your reference",
    terms: "Payment terms",
    supplier: "Supplier",
    buyer: "Buyer",
    deliverTo: "Deliver to",
    item: "Item",
    quantity: "Qty",
    unitCost: "Unit cost",
    amount: "Amount",
    total: "Total",
    note: "Note",
    page: (page, of) => `Page ${page} of ${of}`,
  },
  ar: {
    title: "أمر شراء",
    number: "الرقم",
    date: "التاريخ",
    expected: "موعد الوصول",
    reference: "مرجعكم",
    terms: "شروط الدفع",
    supplier: "المورد",
    buyer: "المشتري",
    deliverTo: "التسليم إلى",
    item: "الصنف",
    quantity: "الكمية",
    unitCost: "تكلفة الوحدة",
    amount: "المبلغ",
    total: "الإجمالي",
    note: "ملاحظة",
    page: (page, of) => `صفحة ${page} من ${of}`,
  },
};
