/** What a seller reads of Meesho, by code. */
import { messageCatalog } from "../kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.supplierName": "Supplier name",
  "field.supplierName.help": "As the Supplier Panel shows it. It tells your Meesho accounts apart.",
  "field.supplierName.patternHint": "Up to 100 characters.",
  "field.dateFormat": "Dates in order files",
  "field.dateFormat.help": "Leave it to Argosy unless a file is refused because its dates may be read in several ways.",
  "option.auto": "Detect from the file",
  "word.yyyyMmDd": "YYYY-MM-DD",
  "word.mDYyyy": "M/D/YYYY",
  "word.dMYyyy": "D-M-YYYY",
  "field.skuRule": "What names an item",
  "field.skuRule.help": "On Meesho one SKU may stand for all sizes of a style.",
  "option.sku_size": "SKU and size (KRT-BLU-M)",
  "option.sku": "SKU alone",
  "field.priceIs": "Prices in order files are",
  "field.priceIs.help": "Matters only for orders of more than one unit; compare one with its payment.",
  "option.unit": "for one unit",
  "option.line": "for the whole line",
  "field.treatAsCod": "Take orders as cash on delivery",
  "field.treatAsCod.help": "The files do not say how a buyer pays.",
  "field.stockColumns": "Columns of the stock file",
  "field.stockColumns.help":
    "In the order of the template your panel gives: name=field, with the fields sku, size, key, title, quantity.",
  "step.1.title": "No password needed",
  "step.1.text":
    "Meesho gives sellers no API. You download reports from the Supplier Panel and hand them to Argosy; Argosy gives you a stock file to upload there. Never give anybody your panel's login.",
  "step.2.title": "First file",
  "step.2.text":
    "Name the account, then upload the orders report of the last 45 days. Items are made known by the orders they were sold in; link them to your products once.",
  history: "As far back as the reports you upload.",
  "fact.shopName": "Name",
  "fact.country": "Country",
  "fact.currency": "Currency",
  "label.ordersReport": "Orders report",
  "help.supplierPanel": "Supplier Panel, Orders: choose the tab and the last 45 days, then download the orders as CSV.",
  "label.returnsReport": "Returns report",
  "help.supplierPanel3": "Supplier Panel, Returns: download the returns of the period as CSV or XLSX.",
  "label.paymentsWorkbook": "Payments workbook",
  "help.supplierPanel2": "Supplier Panel, Payments: download the payments of the period (XLSX, often inside a ZIP).",
  "label.stockFile": "Stock file",
  "help.supplierPanel4":
    "Supplier Panel, Inventory, bulk stock update: upload it there, then say here that it is uploaded.",
  "warning.givesSellersNoApi":
    "Meesho gives sellers no API: upload its orders, returns and payments reports here, and the stock file there.",
  "error.giveAccountName": "Give the account a name.",
  "error.fileNoHeaderColumns":
    "The file has no header with the columns {{columns}}. Download the orders report again and upload it as it is.",
  "error.datesFile":
    "The dates in this file ({{example}}) can be read in several ways. Choose the date format in the channel settings, then upload the file again.",
  "said.noDateForm": "This is not a date in the form {{format}}.",
  "said.noWholeNumberAboveZero": "Enter a whole number above zero.",
  "said.noAmountRupees": "Enter an amount in rupees.",
  "said.rowNamesNoSku": "The row names no SKU.",
  "said.argosyNotKnowWord":
    "Argosy does not know this word. An order already known keeps its status; a new one waits on hold.",
  "said.priceTaken":
    "The price was read as that of {{what}}. If the payment differs, change it in the channel settings and upload the file again.",
  "composed.unit": "one unit",
  "composed.wholeLine": "the whole line",
  "said.argosyNotKnowWord2": "Argosy does not know this word; the order keeps its status.",
  "said.rowNotSayKindReturn": "The row does not say what kind of return it is.",
  "said.spreadsheetTurnedNumberIntoPower":
    "A spreadsheet has turned this number into a power of ten and lost its digits. Download the file again and upload it without opening it.",
  "said.noSubOrderNumber": "This is not a sub order number: digits, an underscore and the line's number.",
  "error.noApiCall": "Meesho has no API to call: this channel works by files.",
} as const;

export const { message, english, ...catalog } = messageCatalog("meesho", texts, { ar });
