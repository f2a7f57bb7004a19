import { expect, test } from "vitest";
import { channelVariant } from "../../hub/listings/samples.ts";
import { FLAT, productBench, SIZE } from "./testing-products.ts";

test("an edit of the hub goes out, and its echo comes back and is no conflict [A4.2]", async () => {
  await using shop = await productBench({ policy: { content: "ask" } });
  await shop.editHere({ title: "Big mug", descriptionHtml: "<p>Blue <b>and</b> big</p>" });
  await shop.work();
  expect(shop.channel.shown).toMatchObject({ title: "Big mug", descriptionHtml: "<p>Blue <b>and</b> big</p>\n" });
  const { puts } = shop.channel;
  await shop.edit({});
  await shop.work();
  expect(puts).toHaveLength(1);
  expect(await shop.conflicts()).toEqual([]);
});

test("a product a shop takes off the channel stays off under our edits, until our own switch moves", async () => {
  await using shop = await productBench();
  const { puts } = shop.channel;
  await shop.edit({ listed: false });
  await shop.work();
  expect([puts, await shop.conflicts()]).toEqual([[], []]);
  for (const patch of [{ title: "Big mug" }, { active: false }, { active: true }]) {
    await shop.editHere(patch);
    await shop.work();
  }
  expect(puts.map(({ title, active }) => [title, active])).toEqual([
    ["Big mug", false],
    ["Big mug", false],
    ["Big mug", true],
  ]);
});

test("the hub wins: an edit on the channel is written over and recorded; fields nobody changed are not [C6.1]", async () => {
  await using shop = await productBench();
  await shop.edit({ title: "Cup", images: [{ url: "https://cdn.example/other.png", position: 0 }] });
  await shop.work();
  expect(shop.channel.shown.title).toBe("Mug");
  expect(await shop.ours()).toMatchObject({ title: "Mug" });
  const settled = await shop.conflicts();
  expect(settled.map((each) => [each.field, each.state, each.policy, each.settledBy]).sort()).toEqual([
    ["images", "hub", "hub", "policy"],
    ["title", "hub", "hub", "policy"],
  ]);
  expect(settled.find((each) => each.field === "title")).toMatchObject({ hubValue: "Mug", channelValue: "Cup" });
});

test("an edit on the channel, seen while the hub found nothing to send there, is written over all the same", async () => {
  await using shop = await productBench();
  const { engine } = shop;
  const { tenant } = engine.db.database;
  let strike = () => shop.edit({ title: "Cup" });
  // Between the look at what is to be sent and the note that it is there already.
  const struck: typeof tenant = (organization, work, how) =>
    tenant(
      organization,
      (tx, end) =>
        work(
          {
            ...tx,
            async run(text, params) {
              if (text.includes("set ack_seq = $2, sent_seq = $2")) {
                const edit = strike;
                strike = async () => undefined;
                await edit();
              }
              return tx.run(text, params);
            },
          },
          end,
        ),
      how,
    );
  Object.assign(engine.db.database, { tenant: struck });
  const now = new Date(engine.clock.now());
  await engine.db.owner.run("update product_listing set want_seq = want_seq + 1, due_at = $1, state = 'waiting'", [
    now,
  ]);
  await engine.inside((tx) =>
    tx.rows("select argosy.wake_lane($1, array[$2::uuid], 'outbound', $3)", [engine.organization, engine.store, now]),
  );
  await shop.work();
  expect(shop.channel.shown.title).toBe("Mug");
  expect((await shop.conflicts()).map((each) => [each.field, each.state, each.channelValue])).toEqual([
    ["title", "hub", "Cup"],
  ]);
});

test("the channel wins: its edit is taken over, and nothing is sent back [C6.1]", async () => {
  await using shop = await productBench({ policy: { content: "channel" } });
  await shop.edit({
    title: "Cup",
    descriptionHtml: "<p>Blue</p><script>x</script><p>New</p>",
    variants: [channelVariant("v1", { barcode: "222", weightGrams: 350, dimensionsMm: SIZE })],
  });
  await shop.work();
  expect(await shop.ours()).toEqual({
    title: "Cup",
    descriptionHtml: "<p>Blue</p><p>New</p>",
    barcode: "222",
    weight: 350,
    size: SIZE,
  });
  expect(shop.channel.puts).toEqual([]);
  expect(shop.channel.shown.descriptionHtml).toContain("<script>");
});

test("an edit on both sides is left to a person: nothing of that field is written until settled, others go on [C6.1]", async () => {
  await using shop = await productBench({ policy: { content: "ask" } });
  await shop.editHere({ title: "Our mug", brand: "Kiln" });
  await shop.edit({ title: "Their cup" });
  await shop.work();
  expect(await shop.conflicts("open")).toMatchObject([
    { field: "title", hubValue: "Our mug", channelValue: "Their cup" },
  ]);
  expect(shop.channel.puts.map((put) => [put.title, put.brand])).toEqual([["Their cup", "Kiln"]]);
  // Told again and edited again it is the same question, with the newest value.
  await shop.edit({ title: "Their other cup" });
  expect(await shop.conflicts("open")).toMatchObject([{ channelValue: "Their other cup" }]);
  await shop.settle("title", "hub");
  await shop.work();
  expect(shop.channel.shown.title).toBe("Our mug");
  expect(await shop.conflicts("open")).toEqual([]);
});

test("a value where we have none is taken, unless it was taken out here", async () => {
  await using shop = await productBench({ policy: { content: "ask" } });
  await shop.edit({ brand: "" });
  await shop.edit({ brand: "Kiln" });
  await shop.work();
  expect(await shop.conflicts()).toEqual([]);
  await shop.editHere({ descriptionHtml: "" });
  await shop.edit({ descriptionHtml: "<p>Green</p>" });
  await shop.work();
  expect(await shop.conflicts("open")).toMatchObject([{ field: "description", hubValue: "" }]);
  const { brand } = await shop.engine.db.owner.one<{ brand: string }>("select brand from product where title = 'Mug'");
  expect(brand).toBe("Kiln");
  expect(shop.channel.puts).toEqual([]);
});

test("a conflict settled for the channel, or left as both are, stays so until somebody changes it again", async () => {
  await using shop = await productBench({ policy: { content: "ask" } });
  await shop.edit({ title: "Cup" });
  await shop.settle("title", "channel");
  expect((await shop.ours()).title).toBe("Cup");
  await shop.edit({ title: "Beaker" });
  await shop.settle("title", "dismissed");
  await shop.editHere({ brand: "Kiln" });
  await shop.work();
  expect(shop.channel.shown).toMatchObject({ title: "Beaker", brand: "Kiln" });
  expect((await shop.ours()).title).toBe("Cup");
  await shop.editHere({ title: "Goblet" });
  await shop.work();
  expect(shop.channel.shown.title).toBe("Goblet");
});

test("the newest edit wins by each side's own clock; edits closer than a minute are left to a person [C6.1]", async () => {
  await using shop = await productBench({ policy: { content: "newest" } });
  await shop.editHere({ title: "Older" });
  await shop.edit({ title: "Newer" });
  expect((await shop.ours()).title).toBe("Newer");
  // The channel's edit is told late, but was made before ours.
  const before = shop.engine.clock.now() + 1_000;
  await shop.editHere({ title: "Ours is later" });
  shop.channel.shown = {
    ...shop.channel.shown,
    title: "Theirs",
    version: { kind: "time", value: BigInt(before) * 1000n },
  };
  await shop.work();
  expect(shop.channel.shown.title).toBe("Ours is later");
  expect((await shop.conflicts()).map((each) => [each.state, each.policy])).toEqual([
    ["hub", "newest"],
    ["channel", "newest"],
  ]);
});

test("a field a person sends is the only one written where content is not in sync", async () => {
  await using shop = await productBench({ contentSync: false });
  await shop.edit({ title: "Cup", brand: "Theirs" });
  await shop.editHere({ descriptionHtml: "<p>Ours</p>" });
  await shop.work();
  expect(shop.channel.puts).toEqual([]);
  expect(await shop.conflicts()).toEqual([]);
  await shop.policy({ content: "ask" });
  await shop.edit({ title: "Beaker" });
  await shop.settle("title", "hub");
  await shop.work();
  expect(shop.channel.shown).toMatchObject({ title: "Mug", brand: "Theirs", descriptionHtml: "<p>Blue</p>\n" });
});

test("a channel that changes back what we write is not argued with for ever", async () => {
  await using shop = await productBench();
  for (let n = 0; n < 5; n++) {
    await shop.edit({ title: `Mug (${n})` });
    await shop.work();
  }
  expect(shop.channel.puts).toHaveLength(3);
  expect(await shop.conflicts("open")).toMatchObject([{ field: "title", channelValue: "Mug (4)" }]);
});

test("a conflict that both sides have ended themselves closes, and so does one of an unlinked item", async () => {
  await using shop = await productBench({ policy: { content: "ask" } });
  await shop.edit({ title: "Cup", variants: [channelVariant("v1", { barcode: "222", weightGrams: 300 })] });
  expect(await shop.conflicts("open")).toHaveLength(2);
  await shop.editHere({ title: "Cup" });
  await shop.engine.engine.upkeep();
  expect(await shop.conflicts("closed")).toMatchObject([{ field: "title", reason: "equal", settledBy: "system" }]);
  await shop.engine.db.owner.run("update listing set state = 'unmapped', variant_id = null where connection_id = $1", [
    shop.engine.store,
  ]);
  await shop.engine.engine.upkeep();
  expect(await shop.conflicts("open")).toEqual([]);
});

test("a field the channel does not report is unknown, never emptied", async () => {
  await using shop = await productBench({ policy: { content: "channel" } });
  await shop.editHere({ brand: "Kiln" });
  await shop.work();
  await shop.edit({ brand: undefined, descriptionHtml: undefined, title: "Cup", variants: [channelVariant("v1")] });
  expect(await shop.ours()).toEqual({
    title: "Cup",
    descriptionHtml: "<p>Blue</p>",
    barcode: "111",
    weight: 300,
    size: FLAT,
  });
});
