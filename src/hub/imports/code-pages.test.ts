import { expect, test } from "vitest";
import { CODE_PAGES, type CodePage, guessCodePage } from "./code-pages.ts";

/** Text as bytes of a page: Node decodes all of them, and encodes none. */
function encoded(text: string, encoding: CodePage): Uint8Array {
  const decoder = new TextDecoder(encoding);
  const bytes = new Map<string, readonly number[]>();
  for (let byte = 255; byte >= 0; byte -= 1) {
    const sign = decoder.decode(Uint8Array.of(byte));
    if ([...sign].length === 1 && sign !== "\ufffd") bytes.set(sign, [byte]);
  }
  if (encoding === "shift_jis" || encoding === "gb18030")
    for (let lead = 0x81; lead < 0xff; lead += 1)
      for (let trail = 0x40; trail < 0xff; trail += 1) {
        const sign = decoder.decode(Uint8Array.of(lead, trail));
        if ([...sign].length === 1 && !bytes.has(sign)) bytes.set(sign, [lead, trail]);
      }
  return Uint8Array.from([...text].flatMap((sign) => bytes.get(sign) ?? []));
}

test.each<[CodePage, string]>([
  ["windows-1253", "SKU;Title;Price\nGR-1;Καρέκλα;19,99\n"],
  ["windows-1251", "SKU;Title;Price\nRU-1;Стул;19,99\n"],
  ["windows-1250", "SKU;Title;Price\nPL-1;Żółty kubek;19,99\n"],
  ["windows-1254", "SKU;Title;Price\nTR-1;Ahşap ığİ;19,99\n"],
  ["windows-1255", "SKU,Title,Price\nHE-1,כיסא,19.99\n"],
  ["shift_jis", "SKU,Title,Price\nJP-1,木の椅子,1999\n"],
  ["windows-1252", "SKU,Title\nA,Café crème\nB,Crêpe\n"],
  ["windows-1252", "SKU;Titel\nA;Größe für Köche, schön\n"],
  ["windows-1252", "SKU;Nombre\nA;Camiseta de algodón para niño\n"],
  ["windows-1252", "SKU;Nome\nA;Calção de praia, coração\n"],
  ["windows-1256", "SKU;Title\nA;صابون زيت الزيتون\n"],
  ["windows-1250", "SKU;Title\nA;Dřevěná židle\nB;Příliš žluťoučký kůň\n"],
  ["windows-1250", "SKU;Title\nA;Tükörfúrógép, őszibarack\n"],
  ["windows-1251", "SKU;Title\nA;Дерев'яний стілець, їжа\nB;Чашка керамическая\n"],
  ["windows-1257", "SKU;Title\nA;Medinė kėdė, šviesiai žalia\nB;Šiltas šalikas, ąžuolas\n"],
  ["gb18030", "SKU,Title\nA,木椅子\nB,红色陶瓷杯\n"],
  ["shift_jis", "SKU,Title\nA,コーヒーカップ\nB,赤い椅子\n"],
  ["macintosh", "SKU;Titre\nA;Crème brûlée\nB;Théière française\n"],
  ["koi8-r", "SKU;Title\nA;Деревянный стул\nB;Красная чашка\n"],
  ["iso-8859-2", "SKU;Title\nA;Żółta łyżka, ścisła paść\n"],
  ["iso-8859-5", "SKU;Title\nA;Деревянный стул\nB;Красная чашка\n"],
])("a file in %s is read as such", (encoding, text) => {
  const bytes = encoded(text, encoding);
  const guess = guessCodePage(bytes);
  expect([guess.encoding, new TextDecoder(guess.encoding).decode(bytes)]).toEqual([encoding, text]);
});

test("every page that can be chosen can be read", () => {
  for (const page of CODE_PAGES) expect(new TextDecoder(page).decode(Uint8Array.of(65))).toBe("A");
});
