/** SQL over a product `p`: its tags, as JSON. */
export const PRODUCT_TAGS = `case when jsonb_typeof(p.attributes -> 'tags') = 'array'
    then p.attributes -> 'tags' else '[]' end`;
