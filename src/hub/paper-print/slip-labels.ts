/** What packing slips say beside their figures, in each language of papers. */
import type { DocumentLanguage } from "../invoices/document.ts";

interface PrintLabels {
  readonly title: string;
  readonly returnTo: string;
  readonly to: string;
  readonly item: string;
  readonly units: string;
  readonly note: string;
  readonly serials: string;
  readonly lot: string;
  readonly parcel: (nth: number, of: number) => string;
  readonly page: (page: number, of: number) => string;
}

export const slipLabels: Readonly<Record<DocumentLanguage, PrintLabels>> = {
  en: {
    title: "Packing slip",
    returnTo: "Return to",
    to: "Ship to",
    item: "Item",
    units: "Units",
    note: "Note",
    serials: "Serial numbers",
    lot: "Lot",
    parcel: (nth, of) => `Parcel ${nth} of ${of}`,
    page: (page, of) => `Page ${page} of ${of}`,
  },
  ar: {
    title: "قائمة التعبئة",
    returnTo: "عنوان الإرجاع",
    to: "عنوان الشحن",
    item: "الصنف",
    units: "الكمية",
    note: "ملاحظة",
    serials: "الأرقام التسلسلية",
    lot: "التشغيلة",
    parcel: (nth, of) => `الطرد ${nth} من ${of}`,
    page: (page, of) => `صفحة ${page} من ${of}`,
  },
};
