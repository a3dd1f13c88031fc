// A table of texts. dash.tables uses it.
export default {
  props: { columns: Array, rows: Array },
  data() {
    return { filter: "" };
  },
  computed: {
    shown() {
      const wanted = this.filter.toLowerCase();
      if (!wanted) return this.rows;
      return this.rows.filter((r) => r.some((cell) => cell.toLowerCase().includes(wanted)));
    },
  },
  template: `
<div class="u-grid">
  <input v-model="filter" type="search" placeholder="Filter" aria-label="Filter rows">
  <div class="u-scroll"><table class="u-table">
    <thead><tr><th v-for="c in columns"><bdi>{{ c }}</bdi></th></tr></thead>
    <tbody><tr v-for="r in shown"><td v-for="cell in r"><bdi>{{ cell }}</bdi></td></tr></tbody>
  </table></div>
</div>`,
};
