// The values of one board; a click on one has it drawn. dash.board uses it.
export default {
  props: { rows: Array, chosen: Number },
  data() {
    return { all: this.rows, at: this.chosen };
  },
  methods: {
    update(rows) {
      this.all = rows;
    },
    pick(i) {
      this.at = i;
      this.$emit("pick", i);
    },
  },
  template: `
<table class="u-table u-pick">
  <thead><tr><th>name</th><th class="u-right">now</th><th class="u-right u-wide">least</th>
    <th class="u-right u-wide">greatest</th></tr></thead>
  <tbody>
    <tr v-for="(r, i) in all" :class="{ odd: r[2], at: i === at }" @click="pick(i)">
      <td><button type="button" :aria-pressed="i === at"><bdi>{{ r[0] }}</bdi></button></td>
      <td class="u-right u-value"><bdi>{{ r[1] }}</bdi></td>
      <td class="u-right u-wide"><bdi>{{ r[3] }}</bdi></td>
      <td class="u-right u-wide"><bdi>{{ r[4] }}</bdi></td>
    </tr>
  </tbody>
</table>`,
};
