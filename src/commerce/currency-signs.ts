/**
 * How currencies are written in English (their narrow sign) and Arabic, as Intl has them. Kept here for the frequent ones,
 * because making one Intl.NumberFormat of a currency takes a browser ten milliseconds, and the first rows of every list wait.
 */
const ENGLISH =
  "AED AED,AUD $,BDT ৳,BHD BHD,BRL R$,CAD $,CHF CHF,CLP $,CNY ¥,COP $,CZK Kč,DKK kr,DZD DZD,EGP E£,EUR €,GBP £,HKD $," +
  "HUF Ft,IDR Rp,ILS ₪,INR ₹,IQD IQD,JOD JOD,JPY ¥,KES KES,KRW ₩,KWD KWD,LKR Rs,LYD LYD,MAD MAD,MXN $,MYR RM,NGN ₦," +
  "NOK kr,NZD $,OMR OMR,PEN PEN,PHP ₱,PKR Rs,PLN zł,QAR QAR,RON lei,SAR SAR,SEK kr,SGD $,THB ฿,TND TND,TRY ₺,TWD $," +
  "UAH ₴,USD $,VND ₫,ZAR R";

const ARABIC =
  "AED د.إ.,AUD AU$,BDT BDT,BHD د.ب.,BRL R$,CAD CA$,CHF CHF,CLP CLP,CNY CN¥,COP COP,CZK CZK,DKK DKK,DZD د.ج.,EGP ج.م.," +
  "EUR €,GBP UK£,HKD HK$,HUF HUF,IDR IDR,ILS ₪,INR ₹,IQD د.ع.,JOD د.أ.,JPY JP¥,KES KES,KRW ₩,KWD د.ك.,LKR LKR," +
  "LYD د.ل.,MAD د.م.,MXN MX$,MYR MYR,NGN NGN,NOK NOK,NZD NZ$,OMR ر.ع.,PEN PEN,PHP PHP,PKR PKR,PLN PLN,QAR ر.ق.," +
  "RON RON,SAR ر.س.,SEK SEK,SGD SGD,THB ฿,TND د.ت.,TRY TRY,TWD NT$,UAH UAH,USD US$,VND ₫,ZAR ZAR";

const signs = (text: string): ReadonlyMap<string, string> =>
  new Map(text.split(",").map((each) => [each.slice(0, 3), each.slice(4)]));

/** By currency. */
export const SIGNS = { en: signs(ENGLISH), ar: signs(ARABIC) } as const;
