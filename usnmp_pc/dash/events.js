// Notifications, the newest first, as they come. dash.events uses it.
export default {
  props: { rows: Array, most: Number, empty: String },
  data() {
    return { all: this.rows };
  },
  methods: {
    add(rows) {
      this.all = rows.concat(this.all).slice(0, this.most);
    },
  },
  template: `
<div class="u-events" role="log">
  <div v-if="!all.length" class="u-dim">{{ empty }}</div>
  <div v-for="e in all" :key="e[0]" :class="['u-event', e[5]]">
    <span class="u-dim">{{ e[1] }}</span>
    <a v-if="e[6] !== null" :href="'/board/' + e[6]"><bdi>{{ e[2] }}</bdi></a>
    <bdi v-else>{{ e[2] }}</bdi>
    <b><bdi>{{ e[3] }}</bdi></b>
    <bdi class="u-details">{{ e[4] }}</bdi>
  </div>
</div>`,
};
