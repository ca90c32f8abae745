// Two cores; many tests wait for a time-out, a lease or a process, so a third goes on meanwhile. What counts its own cost runs alone (Alipay/Hostile/HostileCostTests).
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
