// Below this trigram similarity of full titles a suggestion is noise (0.4: "Blue mug 300 ml" ~ "Mug blue").
const LEAST_SIMILARITY = 0.4;
// A word that stands in more variants than this tells nothing.
const COMMON_WORD = 100;
// The rarest words of an item find its candidates, and the best of those are compared: this bounds the work an item
// costs, whatever the size of the catalog.
const TEXTS = 6;
const COMPARED = 20;
// Items whose size, colour or number contradicts ours are told apart from real likeness; one that does not say which
// variant it is, and one that several of ours are equally like, is a person's to decide.
const CONTRADICTED = 40;
const UNSAID = 60;

// "300ml" and "300 ml" are the same words.
const words = (text: string) =>
  `array(select distinct m[1] from regexp_matches(${text}, '([[:alpha:]]+|[[:digit:]]+)', 'g') as m)`;
const numbers = (all: string) => `array(select w from unnest(${all}) as w where w ~ '^[[:digit:]]')`;

/**
 * The most alike of our variants for each candidate item, by title. `candidates` is a CTE list that ends in
 * "candidate" (id, product_listing_id, title); `requested` narrows the variants `v`.
 */
export function byTitle(candidates: string, requested: string): string {
  return `
  with ${candidates}, named_text as materialized (
    select c.id, lower(p.title) || ' ' || own.part as title, own.part
    from candidate c join product_listing p on p.organization_id = argosy.tenant() and p.id = c.product_listing_id
    cross join lateral (select case when lower(c.title) = 'default title' then ''
      else lower(c.title) end as part) as own
  ), named as materialized (
    select id, title, ${words("title")} as words, ${words("part")} as part from named_text
  ), our_text as materialized (
    select v.id, lower(p.title) || ' ' || own.part as title, own.part
    from variant v join product p on p.organization_id = v.organization_id and p.id = v.product_id
    cross join lateral (select lower(case when v.title <> '' then v.title else
      coalesce((select string_agg(o->>'value', ' ') from jsonb_array_elements(v.options) as o), '') end) as part) as own
    where v.organization_id = argosy.tenant() and ${requested}
  ), ours as materialized (
    select id, title, ${words("title")} as words, case when part = '' then '{}' else ${words("part")} end as part
    from our_text
  ), our_word as materialized (
    select o.id, w as word from ours o, unnest(o.words) as w where length(w) > 1
  ), telling as materialized (
    select word, count(*) as uses from our_word group by word having count(*) <= ${COMMON_WORD}
  ), picked as materialized (
    select id, word, uses from (
      select n.id, t.word, t.uses, row_number() over (partition by n.id order by t.uses, t.word) as nth
      from named n cross join lateral unnest(n.words) as w(word) join telling t on t.word = w.word) as k
      where nth <= ${TEXTS}
  ), pair as materialized (
    select id, variant_id from (
      select k.id, o.id as variant_id,
        row_number() over (partition by k.id order by sum(1.0 / k.uses) desc, o.id) as nth
      from picked k join our_word o on o.word = k.word
      where not exists (select 1 from match_rejection r
        where r.organization_id = argosy.tenant() and r.listing_id = k.id and r.variant_id = o.id)
      group by k.id, o.id) as k where nth <= ${COMPARED}
  ), compared as materialized (
    select p.id, p.variant_id, similarity(n.title, o.title) as likeness, n.words as their_words, n.part as their_part,
      o.words as our_words, o.part as our_part
    from pair p join named n on n.id = p.id join ours o on o.id = p.variant_id
  ), judged as (
    select id, variant_id, likeness, not our_part <@ their_words as is_unsaid,
      (not our_part <@ their_words and not their_part <@ our_words)
        or (not ${numbers("our_words")} <@ their_words
          and not ${numbers("their_words")} <@ our_words) as is_contradicted
    from compared where likeness >= ${LEAST_SIMILARITY}
  ), rated as (
    select j.*,
      least(case when is_contradicted then ${CONTRADICTED} when is_unsaid then ${UNSAID} else 95 end,
        round(likeness * 100))::int as confidence
    from judged j
  ), best as (
    select distinct on (r.id) r.*, count(*) over (partition by r.id, r.confidence, r.likeness) > 1 as is_tied
    from rated r order by r.id, r.confidence desc, r.likeness desc, r.variant_id
  )
  select id as "listingId", variant_id as "variantId", 'title' as method,
    case when is_tied then least(confidence, ${UNSAID}) else confidence end as confidence,
    'Similar title (' || round(likeness * 100) || ' %)' || case
      when is_contradicted then '; a size, colour or number differs'
      when is_unsaid then '; the item does not say which variant it is' when is_tied then
        '; another product is as similar' else '' end as reason,
    false as certain
  from best order by id`;
}
