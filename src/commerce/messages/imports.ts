/** What is noticed about a file, and what is wrong with its rows where more is told than the refusal's code says. */
export const importMessages = {
  "import.encodingGuessed":
    "The file is not UTF-8. It was read as {{encoding}}. If letters look wrong in the preview, choose another encoding.",
  "import.encodingUnsure":
    "The file is not UTF-8, and its encoding could not be told for certain. Compare the preview and choose the encoding; {{encoding}} is a guess.",
  "import.fieldTwice":
    "The columns {{columns}} mean the same; {{column}} is imported. Choose another one if that is wrong.",
  "import.fieldDiffers":
    "The columns {{columns}} mean the same and hold different values, so none of them is imported. Choose one.",
  "import.activeTwice":
    "The columns {{columns}} both say whether a product is sold. It is active where all of them say so.",
  "import.noHeader": "The first row is not a header, so columns are numbered.",
  "import.headTwice": 'The header "{{name}}" appears more than once; column {{place}} is called "{{called}}".',
  "import.asBefore": "Columns are matched as in {{name}}, which had the same ones.",
  "import.commas": "Amounts are read with a decimal comma.",
  "import.decimalUnclear":
    "Amounts are written like {{one}} and like {{other}}, so their decimal sign is unclear. Choose it, and compare the preview.",
  "cell.numberPoint": '"{{value}}" is not a number. Write digits only, with a decimal point: 1234.50.',
  "cell.numberComma": '"{{value}}" is not a number. Write digits only, with a decimal comma: 1234,50.',
  "cell.numberEither":
    '"{{value}}" may be read in two ways, and the file writes decimals with points and with commas. Write it with two decimal places.',
  "cell.places": 'Amounts in {{currency}} have {{places}} decimal places; "{{value}}" has more.',
  "cell.negative": "An amount cannot be negative.",
  "cell.tooLarge": "The amount is too large.",
  "cell.tooLargeIn": "{{column}}: the amount is too large.",
  "cell.weight": "Enter a weight from 0 to 2,147,483 kg.",
  "cell.day": "“{{value}}” is not a day. Write it like 2026-11-20.",
  "cell.length": "Enter a length from 0 to 1,000 km.",
  "cell.place": "Enter a position of zero or more.",
  "cell.fraction":
    "Argosy counts whole units: {{units}} are taken. Sales in fractions hold as many units as contain them.",
  "cell.jsonNumber": "A number in the cell is too large to be kept. Write it in quotes, as text.",
  "row.openQuote":
    'A cell of this row begins with a quote (") that is never closed. Close it, or write "" for a quote inside a text.',
  "row.afterQuote":
    'After a closing quote (") comes a separator or the end of the row. Write "" for a quote inside a text.',
  "row.cellsMore":
    "The row has {{cells}} cells, the header {{columns}}. Put text that contains the separator in quotes.",
  "row.cellsFewer":
    "The row has {{cells}} cells, the header {{columns}}. Put text that contains a line break in quotes.",
  "row.itemLong": "An item is longer than 4 million characters, or a bracket or quote is not closed.",
  "row.itemCut": "The file ends within an item: a bracket or quote is not closed.",
  "row.itemJson": "This item is not valid JSON.",
  "row.itemObject": 'An item is an object, like {"SKU": "A-1", "Price": "12.50"}.',
  "row.variantObject": "Every item of `variants` is an object.",
  "row.number": 'The number of "{{name}}" is too large to be kept exactly. Write it in quotes, as text.',
  "row.skuTwice": 'The SKU "{{sku}}" is also in row {{row}}. Each row needs its own SKU.',
  "row.skuElsewhere":
    'The SKU "{{sku}}" belongs to another product, "{{title}}". Give the row that product\'s handle, or another SKU.',
  "row.location":
    'There is no active location with the code "{{code}}". Create it first, or map the column to another one.',
  "row.productRefused": "The product of this row could not be created. See row {{row}}.",
  "row.noVariant":
    "The product was not created: no row of the file is a variant of it. A product needs at least one, with its SKU.",
  "row.noTitle": "A new product needs a title. Fill the column, or map the column that holds it.",
  "row.differs": "Row {{row}} has another $t(fieldName.{{field}}) for the same product; that one counts.",
} as const;
