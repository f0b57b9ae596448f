package dev.thaw.cache.rocks;

import dev.thaw.cache.faults.CrashPoint;
import org.rocksdb.AbstractEventListener;
import org.rocksdb.CompactionJobInfo;
import org.rocksdb.RocksDB;

/** Has the process die when a database begins to merge files. Only where that is asked for. */
final class CompactionCrash extends AbstractEventListener {
  CompactionCrash() {
    super(EnabledEventCallback.ON_COMPACTION_BEGIN);
  }

  @Override
  public void onCompactionBegin(RocksDB database, CompactionJobInfo job) {
    CrashPoint.IN_COMPACTION.reach();
  }
}
