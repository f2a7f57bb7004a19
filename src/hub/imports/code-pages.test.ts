import { expect, test } from "vitest";
import { CODE_PAGES, type CodePage, guessCodePage } from "./code-pages.ts";
import { findEncoding } from "./text.ts";

/** Text as bytes of a page: Node decodes all of them, and encodes none. */
function encoded(text: string, encoding: CodePage): Uint8Array {
  const decoder = new TextDecoder(encoding);
  const bytes = new Map<string, readonly number[]>();
  for (let byte = 255; byte >= 0; byte -= 1) {
    const sign = decoder.decode(Uint8Array.of(byte));
    if ([...sign].length === 1 && sign !== "\ufffd") bytes.set(sign, [byte]);
  }
  if (["shift_jis", "gb18030", "big5", "euc-kr", "euc-jp"].includes(encoding))
    for (let lead = 0x81; lead < 0xff; lead += 1)
      for (let callLog = 0x40; callLog < 0xff; callLog += 1) {
        const sign = decoder.decode(Uint8Array.of(lead, callLog));
        if ([...sign].length === 1 && !bytes.has(sign)) bytes.set(sign, [lead, callLog]);
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
  ["iso-8859-7", "SKU;Title\nA;Ξύλινη καρέκλα\nB;Άσπρο τραπέζι\n"],
  ["koi8-u", "SKU;Title\nA;Стілець дерев'яний, їжа\n"],
  ["ibm866", "SKU;Title\nA;Деревянный стул\nB;Красная чашка\n"],
  ["windows-874", "SKU,Title\nA,เก้าอี้ไม้\nB,ถ้วยกาแฟ\n"],
  ["euc-kr", "SKU,상품명,가격\nA,나무 의자,19000\nB,빨간 컵,3000\n"],
  ["euc-kr", "SKU,Title\nA,의자\n"],
  ["big5", "SKU,Title\nA,木椅子\nB,紅色陶瓷杯\n"],
  ["big5", "SKU,Title\nA,臺灣烏龍茶禮盒\n"],
  ["gb18030", "SKU,商品名称,价格\nA,不锈钢保温杯,19.99\nB,USB充电器 T恤衫,9.99\n"],
  ["gb18030", "SKU,Title\nA,椅子\n"],
  ["euc-jp", "SKU,Title\nA,コーヒーカップ\nB,赤い椅子と木の机\n"],
  ["windows-1252", "SKU;Titel\nA;BÜCHERREGAL GRÖSSE\n"],
  ["windows-1252", "SKU;Title;Price\nA;Mug;£19.99\nB;Tee;€5\n"],
  ["windows-1250", "SKU;Title\nA;KRZESŁO DREWNIANE ŻÓŁTE\n"],
  ["windows-1252", "SKU;Nombre\nA;Jalapeño del año\n"],
  ["windows-1252", "SKU;Navn\nA;Rør Ø 20 mm\n"],
  ["windows-1253", "SKU;Title\nA;ΚΑΡΕΚΛΑ ΞΥΛΙΝΗ\n"],
  ["windows-1254", "SKU;Title\nA;ÇOCUK AYAKKABISI ŞIK\n"],
])("a file in %s is read as such", (encoding, text) => {
  const bytes = encoded(text, encoding);
  const guess = guessCodePage(bytes);
  expect([guess.encoding, new TextDecoder(guess.encoding).decode(bytes)]).toEqual([encoding, text]);
});

test.each<[CodePage, string]>([
  ["windows-1251", "SKU;Title\nA;СТУЛ ДЕРЕВЯННЫЙ\n"],
  ["shift_jis", "SKU,Title\nA,ｺｰﾋｰｶｯﾌﾟ\n"],
  ["gb18030", "SKU,Title\nA,椅子\n"],
  ["iso-8859-15", "SKU;Titre\nA;Œuf à la coque 5 €\n"],
])("a file in %s that could be in another page is left to a person", (encoding, text) => {
  const bytes = encoded(text, encoding);
  const { isUnsure, encoding: guess } = guessCodePage(bytes);
  expect(isUnsure, `${guess}: ${new TextDecoder(guess).decode(bytes)}`).toBe(true);
});

const found = (bytes: Uint8Array) =>
  findEncoding(
    (async function* () {
      yield bytes;
    })(),
  );

test("UTF-16 without its mark is seen where no letter of it has a zero, and files put together from two are left to a person", async () => {
  const text = `SKU\tTitle\n1\t${"木の椅子".repeat(20)}\n2\t${"木の椅子".repeat(20)}\n`;
  const bytes = Buffer.from(text, "utf16le");
  expect(await found(bytes)).toEqual({ encoding: "utf-16le", isUnsure: false });
  expect(await found(Buffer.from(bytes).swap16())).toEqual({ encoding: "utf-16be", isUnsure: false });
  const two = Buffer.concat([Buffer.from("SKU,Title\nA,Größe\n"), Buffer.from("B,Größe\n", "latin1")]);
  expect(await found(two)).toEqual({ encoding: "utf-8", isUnsure: true });
});

test("every page that can be chosen can be read", () => {
  for (const page of CODE_PAGES) expect(new TextDecoder(page).decode(Uint8Array.of(65))).toBe("A");
});
